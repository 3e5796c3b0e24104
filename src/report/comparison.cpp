#include "quantladder/report/comparison.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "allow_for_looks.h"
#include "comparability.h"
#include "compared_model.h"
#include "quantladder/core/error.h"
#include "sample.h"
#include "summarise.h"

namespace quantladder::report {
namespace {

struct MetricInfo {
  Metric metric;
  std::string_view id;
  std::string_view unit;
  std::string_view value_unit;
  stats::Goal goal;
};

constexpr std::array<MetricInfo, 5> kMetrics{{
    {Metric::score, "score", "points", "points", stats::Goal::higher},
    {Metric::tg, "tg", "%", "tokens/s", stats::Goal::higher},
    {Metric::pp, "pp", "%", "tokens/s", stats::Goal::higher},
    {Metric::ttft, "ttft", "%", "ms", stats::Goal::lower},
    {Metric::vram, "vram", "%", "bytes", stats::Goal::lower},
}};

const MetricInfo& info(Metric metric) { return kMetrics[static_cast<std::size_t>(metric)]; }

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

stats::FamilyOptions options_of(const ComparisonRequest& request) {
  stats::FamilyOptions options;
  options.margin = request.margin;
  options.declared = request.family_size;
  options.goal = info(request.metric).goal;
  if (request.metric != Metric::score) options.scale = stats::Scale::log_ratio;
  return options;
}

void add_once(std::vector<std::string>& lines, const std::string& line) {
  if (std::find(lines.begin(), lines.end(), line) == lines.end()) lines.push_back(line);
}

void note_missing(const Sample& sample, Metric metric, Comparison& result) {
  if (sample.without_value == 0) return;
  result.notes.push_back(fmt::format("{}: {} of {} {} left out: without a {}", sample.label, sample.without_value,
                                     sample.without_value + static_cast<int>(sample.numbers.size()),
                                     metric == Metric::score ? "iterations" : "server starts",
                                     metric == Metric::score ? "score" : "figure"));
}

void note_pair(const stats::PairComparison& pair, Comparison& result) {
  const std::string who = fmt::format("{} against {}: ", pair.a, pair.b);
  if (!pair.problem.empty()) result.notes.push_back(who + "cannot be compared: " + pair.problem);
  if (pair.dropped_repeats > 0) {
    result.notes.push_back(
        fmt::format("{}{} left out: they repeat an earlier iteration word for word", who, pair.dropped_repeats));
  }
  if (pair.problem.empty() && !pair.ci.interval) result.notes.push_back(who + "no interval: " + pair.ci.reason);
  if (!pair.p_exact) result.notes.push_back(who + "p by 9999 random permutations: too many or no lattice for all");
  if (pair.p_floor && *pair.p_floor >= 0.05 && pair.n > 1) {
    result.notes.push_back(
        fmt::format("{}these results cannot give a p below {:.3g}, whoever is better: more {} are needed", who,
                    *pair.p_floor, result.metric == Metric::score ? "iterations" : "rounds"));
  }
}

// A largest value of a series of samples has no interval.
void drop_intervals(Comparison& result) {
  for (stats::PairComparison& pair : result.pairs) {
    for (stats::DifferenceInterval* interval : {&pair.ci, &pair.ci_simultaneous}) {
      *interval = {.level = interval->level, .reason = "the peak of a sampled series has none"};
    }
  }
}

Comparison compare(const std::vector<Contestant>& contestants, const Pairs& pairs, const ComparisonRequest& request) {
  Comparison result{.metric = request.metric, .margin = request.margin};
  std::vector<Sample> samples;
  for (const Contestant& one : contestants) {
    samples.push_back(sample_of(one, request.metric));
    result.models.push_back(compared_model(one.model, samples.back(), request.metric));
    note_missing(samples.back(), request.metric, result);
    const ComparedModel& model = result.models.back();
    if (!model.no_ci_reason.empty()) result.notes.push_back(model.id + ": no interval: " + model.no_ci_reason);
  }
  std::vector<stats::PairInput> inputs;
  for (const auto& [a, b] : pairs) {
    PairedSamples paired = pair_up(samples[a], samples[b], request.pairing);
    inputs.push_back(std::move(paired.input));
    for (const std::string& note : paired.notes) add_once(result.notes, note);
    const Contestant& left = contestants[a];
    const Contestant& right = contestants[b];
    for (const std::string& line : find_unlike({left.data, left.table, left.model.facts.model.id, left.label},
                                               {right.data, right.table, right.model.facts.model.id, right.label})) {
      add_once(result.unlike, line);
    }
  }
  result.pairs = stats::compare_family(inputs, options_of(request));
  const RunData& run = contestants.front().data;
  const bool one_run =
      std::all_of(contestants.begin(), contestants.end(), [&](const Contestant& one) { return &one.data == &run; });
  if (one_run && run.stopping && request.metric == Metric::score)
    allow_for_looks(run, inputs, options_of(request), result);
  if (request.metric == Metric::vram) drop_intervals(result);
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
    for (std::size_t a = 0; a < n; ++a) {
      const std::string& id = summary.models[a].facts.model.id;
      const bool asked =
          request.only.empty() || std::find(request.only.begin(), request.only.end(), id) != request.only.end();
      if (asked && a != b && (request.candidate.empty() || id == request.candidate)) {
        pairs.emplace_back(a, b);
      }
    }
    if (!request.candidate.empty()) find_model(summary, request.candidate, "--candidate");
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

}  // namespace

std::string_view to_id(Metric metric) { return info(metric).id; }

std::optional<Metric> parse_metric(std::string_view id) {
  for (const MetricInfo& each : kMetrics) {
    if (each.id == id) return each.metric;
  }
  return std::nullopt;
}

std::string_view unit_of(Metric metric) { return info(metric).unit; }
std::string_view value_unit_of(Metric metric) { return info(metric).value_unit; }

Comparison compare_models(const RunData& data, const Summary& summary, const ComparisonRequest& request) {
  return compare_models(data, CellTable(data), summary, request);
}

Comparison compare_models(const RunData& data, const CellTable& table, const Summary& summary,
                          const ComparisonRequest& request) {
  std::vector<std::size_t> members;
  const Pairs pairs = renumber(choose_pairs(summary, request), members);
  std::vector<Contestant> contestants;
  for (const std::size_t member : members) {
    const ModelSummary& model = summary.models[member];
    contestants.push_back({data, table, model, model.facts.model.id});
  }
  return compare(contestants, pairs, request);
}

Comparison compare_runs(const RunOf& baseline, const RunOf& candidate, const ComparisonRequest& request) {
  if (request.family == Family::all_pairs) refuse("--all-pairs compares the models of one run");
  const CellTable old_table(baseline.data);
  const CellTable new_table(candidate.data);
  std::vector<Contestant> contestants;
  Pairs pairs;
  const auto add = [&](const ModelSummary& now, const ModelSummary& before) {
    contestants.push_back({baseline.data, old_table, before, before.facts.model.id + "@" + baseline.name});
    contestants.push_back({candidate.data, new_table, now, now.facts.model.id + "@" + candidate.name});
    pairs.emplace_back(contestants.size() - 1, contestants.size() - 2);
  };
  if (!request.baseline.empty() || !request.candidate.empty()) {
    const std::string& before = request.baseline.empty() ? request.candidate : request.baseline;
    const std::string& now = request.candidate.empty() ? request.baseline : request.candidate;
    add(candidate.summary.models[find_model(candidate.summary, now, "--candidate")],
        baseline.summary.models[find_model(baseline.summary, before, "--baseline")]);
  } else {
    for (const ModelSummary& now : candidate.summary.models) {
      for (const ModelSummary& before : baseline.summary.models) {
        if (now.facts.model.id == before.facts.model.id) add(now, before);
      }
    }
  }
  if (pairs.empty()) {
    refuse(fmt::format("no model is in both runs: {} has {}, {} has {}; name two with --baseline and --candidate",
                       baseline.name, fmt::join(ids_of(baseline.summary), ", "), candidate.name,
                       fmt::join(ids_of(candidate.summary), ", ")));
  }
  return compare(contestants, pairs, request);
}

std::string verdict_text(const Comparison& comparison, const stats::PairComparison& pair) {
  return stats::to_words(pair.decision, {.a = pair.a,
                                         .b = pair.b,
                                         .margin = comparison.margin,
                                         .unit = std::string(unit_of(comparison.metric)),
                                         .mde = pair.mde,
                                         .n_needed = pair.n_needed});
}

}  // namespace quantladder::report
