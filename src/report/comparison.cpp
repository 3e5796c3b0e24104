#include "quantladder/report/comparison.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <set>

#include "allow_for_looks.h"
#include "comparability.h"
#include "compared_model.h"
#include "comparison_notes.h"
#include "quantladder/core/error.h"
#include "sample.h"
#include "summarise.h"

namespace quantladder::report {
namespace {

[[noreturn]] void refuse(const std::string& what) { throw core::Error(core::ErrorKind::usage, what); }

std::vector<std::string> ids_of(const Summary& summary) {
  std::vector<std::string> ids;
  for (const ModelSummary& model : summary.models) ids.push_back(model.facts.model.id);
  return ids;
}

std::size_t find_model(const Summary& summary, const std::string& id, const std::string& role) {
  const auto ids = ids_of(summary);
  const auto found = std::find(ids.begin(), ids.end(), id);
  if (found == ids.end()) {
    refuse(fmt::format("{} {}: {} has no such model; it has {}", role, id, summary.facts.run_id, fmt::join(ids, ", ")));
  }
  return static_cast<std::size_t>(found - ids.begin());
}

// One who takes part: a model in its run.
struct Contestant {
  const RunData& data;
  const CellTable& table;
  const ModelSummary& model;
  std::string label;
};

using Pairs = std::vector<std::pair<std::size_t, std::size_t>>;  // candidate, baseline

Sample sample_of(const Contestant& one, Metric metric) {
  Sample sample = metric == Metric::score ? score_sample(one.data, one.table, one.model)
                                          : speed_sample(one.data, one.model, metric);
  sample.label = one.label;
  return sample;
}

stats::FamilyOptions options_of(const ComparisonRequest& request, double margin) {
  stats::FamilyOptions options;
  options.margin = margin;
  options.goal = goal_of(request.metric);
  if (request.metric != Metric::score) options.scale = stats::Scale::log_ratio;
  return options;
}

// A largest value of a series of samples has no interval.
void drop_intervals(Comparison& result) {
  for (stats::PairComparison& pair : result.pairs) {
    for (stats::DifferenceInterval* interval : {&pair.ci, &pair.ci_simultaneous}) {
      *interval = {.level = interval->level, .reason = "the peak of a sampled series has none"};
    }
  }
}

bool is_one_run(const std::vector<Contestant>& contestants) {
  return std::all_of(contestants.begin(), contestants.end(),
                     [&](const Contestant& one) { return &one.data == &contestants.front().data; });
}

void describe_contestants(const std::vector<Contestant>& contestants, const std::vector<Sample>& samples,
                          const std::set<std::size_t>& members, Comparison& result) {
  std::set<std::string> labels;
  for (const std::size_t i : members) {
    const ModelSummary& model = contestants[i].model;
    result.models.push_back(compared_model(model, samples[i], result.metric));
    note_missing(samples[i], result);
    const ComparedModel& compared = result.models.back();
    if (!compared.no_ci_reason.empty()) result.notes.push_back(compared.id + ": no interval: " + compared.no_ci_reason);
    if (!model.memory.label.empty()) labels.insert(model.memory.label);
  }
  if (labels.size() == 1) result.memory_label = *labels.begin();
}

void find_unlike_pairs(const std::vector<Contestant>& contestants, const Pairs& pairs, Comparison& result) {
  for (const auto& [a, b] : pairs) {
    const Contestant& left = contestants[a];
    const Contestant& right = contestants[b];
    for (const std::string& line : find_unlike({left.data, left.table, left.model.facts.model.id, left.label},
                                               {right.data, right.table, right.model.facts.model.id, right.label})) {
      add_once(result.unlike, line);
    }
  }
}

// Another run cannot allow for the looks of a run that they ended: its number of iterations depends on its scores.
void withdraw_stopped(const std::vector<Contestant>& contestants, const Pairs& pairs, Comparison& result) {
  const auto stopped = [](const Contestant& one) { return one.data.stopping && !one.data.stopping->ended.empty(); };
  for (std::size_t i = 0; i < pairs.size(); ++i) {
    if (!stopped(contestants[pairs[i].first]) && !stopped(contestants[pairs[i].second])) continue;
    withdraw_claims(result.pairs[i],
                    "a run that stopped early has as many iterations as its scores made it have, which a comparison "
                    "with another run takes no account of: no p, no verdict");
  }
}

// The family is tested together, whatever of it is shown: so that a pair shown alone has the verdict it has among all.
struct Chosen {
  Pairs pairs;                     // the family
  std::vector<std::size_t> shown;  // positions in `pairs`

  Pairs shown_pairs() const {
    Pairs result;
    for (const std::size_t i : shown) result.push_back(pairs[i]);
    return result;
  }
  std::set<std::size_t> shown_members() const {
    std::set<std::size_t> members;
    for (const auto& [a, b] : shown_pairs()) members.insert({a, b});
    return members;
  }
};

// Everything but what is shown of it.
void test_family(const std::vector<Contestant>& contestants, const std::vector<Sample>& samples, const Chosen& chosen,
                 const ComparisonRequest& request, Comparison& result) {
  const RunData& run = contestants.front().data;
  std::vector<stats::PairInput> inputs;
  for (std::size_t i = 0; i < chosen.pairs.size(); ++i) {
    const auto& [a, b] = chosen.pairs[i];
    PairedSamples paired = pair_up(samples[a], samples[b], request.pairing);
    inputs.push_back(std::move(paired.input));
    if (std::find(chosen.shown.begin(), chosen.shown.end(), i) == chosen.shown.end()) continue;
    for (const std::string& note : paired.notes) add_once(result.notes, note);
  }
  stats::FamilyOptions options = options_of(request, result.margin);
  options.declared = result.family;
  result.pairs = stats::compare_family(inputs, options);
  if (request.metric != Metric::score) return;
  const bool one_run = is_one_run(contestants);
  if (one_run && run.stopping) allow_for_looks(run, inputs, options, result);
  if (!one_run) withdraw_stopped(contestants, chosen.pairs, result);
}

// Of a run that declared one for its scores, that.
double default_margin(const std::vector<Contestant>& contestants, Metric metric) {
  const RunData& run = contestants.front().data;
  const bool declared = metric == Metric::score && is_one_run(contestants) && run.stopping && run.stopping->margin > 0;
  return declared ? run.stopping->margin : stats::kDefaultMargin;
}

Comparison compare(const std::vector<Contestant>& contestants, const Chosen& chosen, const ComparisonRequest& request,
                   std::vector<std::string> errors) {
  Comparison result{.metric = request.metric,
                    .margin = request.margin.value_or(default_margin(contestants, request.metric))};
  result.family = std::max(request.family_size, static_cast<int>(chosen.pairs.size()));
  result.errors = std::move(errors);
  std::vector<Sample> samples;
  for (const Contestant& one : contestants) samples.push_back(sample_of(one, request.metric));
  describe_contestants(contestants, samples, chosen.shown_members(), result);
  find_unlike_pairs(contestants, chosen.shown_pairs(), result);
  test_family(contestants, samples, chosen, request, result);
  std::vector<stats::PairComparison> shown;
  for (const std::size_t i : chosen.shown) shown.push_back(std::move(result.pairs[i]));
  result.pairs = std::move(shown);
  if (request.metric == Metric::vram) drop_intervals(result);
  if (!result.errors.empty()) {
    for (stats::PairComparison& pair : result.pairs) withdraw_claims(pair, "the figures contradict each other");
  }
  for (const stats::PairComparison& pair : result.pairs) note_pair(pair, result);
  return result;
}

// Whom the request asks to compare, as positions in the run.
Pairs choose_pairs(const Summary& summary, const ComparisonRequest& request) {
  const std::size_t n = summary.models.size();
  Pairs pairs;
  if (request.family == Family::all_pairs) {
    if (!request.baseline.empty() || !request.candidate.empty()) {
      refuse("--all-pairs takes neither --baseline nor --candidate");
    }
    for (std::size_t b = 0; b < n; ++b) {
      for (std::size_t a = b + 1; a < n; ++a) pairs.emplace_back(a, b);
    }
  } else {
    const std::string& named = request.baseline.empty() ? summary.facts.baseline : request.baseline;
    const std::size_t b = named.empty() ? 0 : find_model(summary, named, "--baseline");
    if (!request.candidate.empty() && find_model(summary, request.candidate, "--candidate") == b) {
      refuse(fmt::format("--candidate {0}: {0} is the baseline itself; name another model", request.candidate));
    }
    for (std::size_t a = 0; a < n; ++a) {
      const std::string& id = summary.models[a].facts.model.id;
      const bool asked =
          request.only.empty() || std::find(request.only.begin(), request.only.end(), id) != request.only.end();
      if (asked && a != b) pairs.emplace_back(a, b);
    }
  }
  if (pairs.empty()) refuse(fmt::format("{}: a comparison takes two models", summary.facts.run_id));
  return pairs;
}

// Only those who take part, in the run's order.
Pairs renumber(const Pairs& pairs, std::vector<std::size_t>& members) {
  for (const auto& [a, b] : pairs) {
    members.push_back(a);
    members.push_back(b);
  }
  std::sort(members.begin(), members.end());
  members.erase(std::unique(members.begin(), members.end()), members.end());
  const auto position = [&](std::size_t member) {
    return static_cast<std::size_t>(std::lower_bound(members.begin(), members.end(), member) - members.begin());
  };
  Pairs result;
  for (const auto& [a, b] : pairs) result.emplace_back(position(a), position(b));
  return result;
}

using ModelPairs = std::vector<std::pair<const ModelSummary*, const ModelSummary*>>;  // now, before

ModelPairs common_models(const Summary& before, const Summary& now) {
  ModelPairs common;
  for (const ModelSummary& model : now.models) {
    for (const ModelSummary& earlier : before.models) {
      if (model.facts.model.id == earlier.facts.model.id) common.emplace_back(&model, &earlier);
    }
  }
  return common;
}

std::vector<std::string> errors_of(const RunOf& before, const RunOf& now) {
  std::vector<std::string> errors;
  for (const RunOf* run : {&before, &now}) {
    for (const std::string& error : run->summary.errors) errors.push_back(run->name + ": " + error);
  }
  return errors;
}

}  // namespace

Comparison compare_models(const RunData& data, const Summary& summary, const ComparisonRequest& request) {
  return compare_models(data, CellTable(data), summary, request);
}

Comparison compare_models(const RunData& data, const CellTable& table, const Summary& summary,
                          const ComparisonRequest& request) {
  std::vector<std::size_t> members;
  Chosen chosen{renumber(choose_pairs(summary, request), members), {}};
  std::vector<Contestant> contestants;
  for (const std::size_t member : members) {
    const ModelSummary& model = summary.models[member];
    contestants.push_back({data, table, model, model.facts.model.id});
  }
  for (std::size_t i = 0; i < chosen.pairs.size(); ++i) {
    const std::string& candidate = contestants[chosen.pairs[i].first].label;
    if (request.candidate.empty() || candidate == request.candidate) chosen.shown.push_back(i);
  }
  return compare(contestants, chosen, request, summary.errors);
}

Comparison compare_runs(const RunOf& baseline, const RunOf& candidate, const ComparisonRequest& request) {
  if (request.family == Family::all_pairs) refuse("--all-pairs compares the models of one run");
  const CellTable old_table(baseline.data);
  const CellTable new_table(candidate.data);
  std::vector<Contestant> contestants;
  Chosen chosen;
  const auto add = [&](const ModelSummary& now, const ModelSummary& before, bool shown) {
    contestants.push_back({baseline.data, old_table, before, before.facts.model.id + "@" + baseline.name});
    contestants.push_back({candidate.data, new_table, now, now.facts.model.id + "@" + candidate.name});
    if (shown) chosen.shown.push_back(chosen.pairs.size());
    chosen.pairs.emplace_back(contestants.size() - 1, contestants.size() - 2);
  };
  const bool named = !request.baseline.empty() || !request.candidate.empty();
  const ModelSummary* before = nullptr;
  const ModelSummary* now = nullptr;
  if (named) {
    before = &baseline.summary.models[find_model(
        baseline.summary, request.baseline.empty() ? request.candidate : request.baseline, "--baseline")];
    now = &candidate.summary.models[find_model(
        candidate.summary, request.candidate.empty() ? request.baseline : request.candidate, "--candidate")];
  }
  for (const auto& [one, earlier] : common_models(baseline.summary, candidate.summary)) {
    add(*one, *earlier, !named || (one == now && earlier == before));
  }
  if (named && chosen.shown.empty()) add(*now, *before, true);
  if (chosen.pairs.empty()) {
    refuse(fmt::format("no model is in both runs: {} has {}, {} has {}; name two with --baseline and --candidate",
                       baseline.name, fmt::join(ids_of(baseline.summary), ", "), candidate.name,
                       fmt::join(ids_of(candidate.summary), ", ")));
  }
  return compare(contestants, chosen, request, errors_of(baseline, candidate));
}

std::string verdict_text(const Comparison& comparison, const stats::PairComparison& pair) {
  return stats::to_words(pair.decision, {.a = pair.a,
                                         .b = pair.b,
                                         .margin = comparison.margin,
                                         .unit = std::string(unit_of(comparison.metric)),
                                         .mde = pair.mde,
                                         .n_needed = pair.n_needed,
                                         .n = pair.n,
                                         .counted = comparison.metric == Metric::score ? "iterations" : "rounds"});
}

}  // namespace quantladder::report
