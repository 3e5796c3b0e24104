#include "contest.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "quantladder/core/error.h"

namespace quantladder::report {
namespace {

[[noreturn]] void refuse(const std::string& what) { throw core::Error(core::ErrorKind::usage, what); }

bool contains(const std::vector<std::string>& ids, const std::string& id) {
  return std::find(ids.begin(), ids.end(), id) != ids.end();
}

std::vector<std::string> ids_of(const Summary& summary) {
  std::vector<std::string> ids;
  for (const ModelSummary& model : summary.models) ids.push_back(model.id());
  return ids;
}

std::size_t find_model(const Summary& summary, const std::string& id, const std::string& role) {
  const auto ids = ids_of(summary);
  const auto found = std::find(ids.begin(), ids.end(), id);
  if (found == ids.end()) {
    refuse(
        fmt::format("{} {}: {} has no such model; it has {}", role, id, summary.manifest.run_id, fmt::join(ids, ", ")));
  }
  return static_cast<std::size_t>(found - ids.begin());
}

bool is_origin(const ComparisonRequest& request, const ModelSummary& model) {
  const Measure& measure = *request.metric.measure;
  return measure.is_origin != nullptr && measure.is_origin(model);
}

// Returns the model that the others are compared with where nobody named one: the run's baseline or, where the figure
// is measured from that, the first other model.
std::size_t default_baseline(const Summary& summary, const ComparisonRequest& request) {
  const std::size_t own = find_model(summary, summary.manifest.baseline_id(), "--baseline");
  if (!is_origin(request, summary.models[own])) return own;
  const auto other = std::find_if(summary.models.begin(), summary.models.end(),
                                  [&](const ModelSummary& model) { return !is_origin(request, model); });
  return other == summary.models.end() ? own : static_cast<std::size_t>(other - summary.models.begin());
}

Pairs pairs_of_all(const Summary& summary, const ComparisonRequest& request) {
  if (!request.baseline.empty() || !request.candidate.empty()) {
    refuse("--all-pairs takes neither --baseline nor --candidate");
  }
  Pairs pairs;
  for (std::size_t b = 0; b < summary.models.size(); ++b) {
    for (std::size_t a = b + 1; a < summary.models.size(); ++a) {
      if (!is_origin(request, summary.models[a]) && !is_origin(request, summary.models[b])) pairs.emplace_back(a, b);
    }
  }
  return pairs;
}

Pairs pairs_with_baseline(const Summary& summary, const ComparisonRequest& request) {
  const std::size_t b = request.baseline.empty() ? default_baseline(summary, request)
                                                 : find_model(summary, request.baseline, "--baseline");
  if (is_origin(request, summary.models[b]))
    refuse(fmt::format("--baseline {}: {} is measured from it; name another model", summary.models[b].id(),
                       request.metric.id()));
  if (!request.candidate.empty() && find_model(summary, request.candidate, "--candidate") == b) {
    refuse(fmt::format("--candidate {0}: {0} is the baseline itself; name another model", request.candidate));
  }
  Pairs pairs;
  for (std::size_t a = 0; a < summary.models.size(); ++a) {
    const bool asked = request.only.empty() || contains(request.only, summary.models[a].id());
    if (asked && a != b && !is_origin(request, summary.models[a])) pairs.emplace_back(a, b);
  }
  return pairs;
}

std::set<std::size_t> members_of(const Pairs& pairs) {
  std::set<std::size_t> members;
  for (const auto& [a, b] : pairs) members.insert({a, b});
  return members;
}

// Positions among the members alone, in the run's order.
Pairs renumber(const Pairs& pairs, const std::set<std::size_t>& members) {
  const auto position = [&](std::size_t member) {
    return static_cast<std::size_t>(std::distance(members.begin(), members.find(member)));
  };
  Pairs result;
  for (const auto& [a, b] : pairs) result.emplace_back(position(a), position(b));
  return result;
}

struct SameModel {
  const ModelSummary* before = nullptr;
  const ModelSummary* now = nullptr;

  bool operator==(const SameModel&) const = default;
};

std::vector<SameModel> common_models(const Summary& before, const Summary& now) {
  std::vector<SameModel> common;
  for (const ModelSummary& model : now.models) {
    for (const ModelSummary& earlier : before.models) {
      if (model.id() == earlier.id()) common.push_back({&earlier, &model});
    }
  }
  return common;
}

// One name stands for both sides.
SameModel named_models(const Summary& before, const Summary& now, const ComparisonRequest& request) {
  const std::string& earlier = request.baseline.empty() ? request.candidate : request.baseline;
  const std::string& later = request.candidate.empty() ? request.baseline : request.candidate;
  return {&before.models[find_model(before, earlier, "--baseline")],
          &now.models[find_model(now, later, "--candidate")]};
}

}  // namespace

bool Contest::is_one_run() const {
  return std::all_of(contestants.begin(), contestants.end(),
                     [&](const Contestant& one) { return &one.table == &contestants.front().table; });
}

bool Contest::is_shown(std::size_t pair) const { return std::find(shown.begin(), shown.end(), pair) != shown.end(); }

Pairs Contest::shown_pairs() const {
  Pairs result;
  for (const std::size_t i : shown) result.push_back(pairs[i]);
  return result;
}

std::set<std::size_t> Contest::shown_contestants() const { return members_of(shown_pairs()); }

Contest contest_of_models(const RunOf& run, const ComparisonRequest& request) {
  const Pairs pairs = request.family == Family::all_pairs ? pairs_of_all(run.summary, request)
                                                          : pairs_with_baseline(run.summary, request);
  if (pairs.empty()) refuse(fmt::format("{}: a comparison takes two models", run.summary.manifest.run_id));
  const std::set<std::size_t> members = members_of(pairs);
  Contest contest;
  for (const std::size_t member : members) {
    const ModelSummary& model = run.summary.models[member];
    contest.contestants.push_back({run.table, model, model.id()});
  }
  contest.pairs = renumber(pairs, members);
  for (std::size_t i = 0; i < pairs.size(); ++i) {
    const std::string& candidate = contest.contestants[contest.pairs[i].first].label;
    if (request.candidate.empty() || candidate == request.candidate) contest.shown.push_back(i);
  }
  return contest;
}

Contest contest_of_runs(const RunOf& baseline, const RunOf& candidate, const ComparisonRequest& request) {
  if (request.family == Family::all_pairs) refuse("--all-pairs compares the models of one run");
  Contest contest;
  const auto add = [&](const SameModel& model, bool shown) {
    const std::size_t at = contest.contestants.size();
    contest.contestants.push_back({baseline.table, *model.before, model.before->id() + "@" + baseline.name});
    contest.contestants.push_back({candidate.table, *model.now, model.now->id() + "@" + candidate.name});
    if (shown) contest.shown.push_back(contest.pairs.size());
    contest.pairs.emplace_back(at + 1, at);
  };
  const bool named = !request.baseline.empty() || !request.candidate.empty();
  const SameModel wanted = named ? named_models(baseline.summary, candidate.summary, request) : SameModel{};
  for (const SameModel& model : common_models(baseline.summary, candidate.summary)) {
    add(model, !named || model == wanted);
  }
  if (named && contest.shown.empty()) add(wanted, true);
  if (contest.pairs.empty()) {
    refuse(fmt::format("no model is in both runs: {} has {}, {} has {}; name two with --baseline and --candidate",
                       baseline.name, fmt::join(ids_of(baseline.summary), ", "), candidate.name,
                       fmt::join(ids_of(candidate.summary), ", ")));
  }
  return contest;
}

}  // namespace quantladder::report
