#include "quantladder/report/comparison.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "allow_for_looks.h"
#include "comparability.h"
#include "compared_model.h"
#include "comparison_notes.h"
#include "contest.h"
#include "run_notes.h"
#include "sample.h"
#include "text.h"

namespace quantladder::report {
namespace {

Sample sample_of(const Contestant& one, Metric metric) {
  Sample sample =
      metric == Metric::score ? score_sample(one.table, one.model) : speed_sample(one.table, one.model, metric);
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

void describe_contestants(const Contest& contest, const std::vector<Sample>& samples, Comparison& result) {
  std::set<core::MemoryKind> kinds;
  for (const std::size_t i : contest.shown_contestants()) {
    const ModelSummary& model = contest.contestants[i].model;
    result.models.push_back(compared_model(model, samples[i].label, result.metric));
    note_missing(samples[i], result);
    const ComparedModel& compared = result.models.back();
    if (!compared.no_ci_reason.empty()) result.notes.push_back(compared.id + ": no interval: " + compared.no_ci_reason);
    if (model.memory.kind) kinds.insert(*model.memory.kind);
  }
  if (kinds.size() == 1) result.memory_kind = *kinds.begin();
}

void find_unlike_pairs(const Contest& contest, Comparison& result) {
  for (const auto& [a, b] : contest.shown_pairs()) {
    const Contestant& left = contest.contestants[a];
    const Contestant& right = contest.contestants[b];
    for (const std::string& line :
         find_unlike({left.table.data(), left.table, left.model.facts.model.id, left.label},
                     {right.table.data(), right.table, right.model.facts.model.id, right.label})) {
      add_once(result.unlike, line);
    }
  }
}

// Another run cannot allow for the looks of a run that they ended: its number of iterations depends on its scores.
void withdraw_stopped(const Contest& contest, Comparison& result) {
  const auto stopped = [&](std::size_t i) {
    const RunData& run = contest.contestants[i].table.data();
    return run.stopping && !run.stopping->ended.empty();
  };
  for (std::size_t i = 0; i < contest.pairs.size(); ++i) {
    if (!stopped(contest.pairs[i].first) && !stopped(contest.pairs[i].second)) continue;
    withdraw_claims(result.pairs[i],
                    "a run that stopped early has as many iterations as its scores made it have, which a comparison "
                    "with another run takes no account of: no p, no verdict");
  }
}

// Memory of two kinds: nothing that their ratio would say.
std::string unlike_memory(const Contest& contest, std::size_t pair, Metric metric) {
  const auto& [a, b] = contest.pairs[pair];
  const auto left = contest.contestants[a].model.memory.kind;
  const auto right = contest.contestants[b].model.memory.kind;
  if (metric != Metric::vram || !left || !right || left == right) return "";
  return fmt::format("one is {}, the other {}", core::to_id(*left), core::to_id(*right));
}

// The whole family, with the notes of what is shown of it.
void test_family(const Contest& contest, const std::vector<Sample>& samples, const ComparisonRequest& request,
                 Comparison& result) {
  std::vector<stats::PairInput> inputs;
  std::vector<std::string> unlike;  // why a pair cannot be compared
  for (std::size_t i = 0; i < contest.pairs.size(); ++i) {
    const auto& [a, b] = contest.pairs[i];
    PairedSamples paired = pair_up(samples[a], samples[b], request.pairing);
    inputs.push_back(std::move(paired.input));
    unlike.push_back(unlike_memory(contest, i, request.metric));
    if (!unlike.back().empty()) inputs.back().of_a = inputs.back().of_b = {};
    if (!contest.is_shown(i)) continue;
    for (const std::string& note : paired.notes) add_once(result.notes, note);
  }
  stats::FamilyOptions options = options_of(request, result.margin);
  options.declared = result.family;
  result.pairs = stats::compare_family(inputs, options);
  for (std::size_t i = 0; i < unlike.size(); ++i) {
    if (!unlike[i].empty()) result.pairs[i].problem = unlike[i];
  }
  if (request.metric != Metric::score) return;
  const RunData& run = contest.contestants.front().table.data();
  const bool one_run = contest.is_one_run();
  if (one_run && run.stopping) allow_for_looks(run, inputs, options, result);
  if (!one_run) withdraw_stopped(contest, result);
}

void keep_shown(const Contest& contest, Comparison& result) {
  std::vector<stats::PairComparison> shown;
  for (const std::size_t i : contest.shown) shown.push_back(std::move(result.pairs[i]));
  result.pairs = std::move(shown);
}

// Of a run that declared one for its scores, that.
double default_margin(const Contest& contest, Metric metric) {
  const RunData& run = contest.contestants.front().table.data();
  const bool declared = metric == Metric::score && contest.is_one_run() && run.stopping && run.stopping->margin > 0;
  return declared ? run.stopping->margin : stats::kDefaultMargin;
}

Comparison compare(const Contest& contest, const ComparisonRequest& request, std::vector<std::string> errors) {
  Comparison result{.metric = request.metric,
                    .margin = request.margin.value_or(default_margin(contest, request.metric))};
  result.family = std::max(request.family_size, static_cast<int>(contest.pairs.size()));
  result.errors = std::move(errors);
  std::vector<Sample> samples;
  for (const Contestant& one : contest.contestants) samples.push_back(sample_of(one, request.metric));
  describe_contestants(contest, samples, result);
  for (const Contestant& one : contest.contestants) {
    for (const std::string& note : reading_notes(one.table.data().manifest)) add_once(result.notes, note);
  }
  find_unlike_pairs(contest, result);
  test_family(contest, samples, request, result);
  keep_shown(contest, result);
  if (request.metric == Metric::vram) drop_intervals(result);
  if (!result.errors.empty()) {
    for (stats::PairComparison& pair : result.pairs) withdraw_claims(pair, "the figures contradict each other");
  }
  for (const stats::PairComparison& pair : result.pairs) note_pair(pair, result);
  return result;
}

std::vector<std::string> errors_of(const RunOf& before, const RunOf& now) {
  std::vector<std::string> errors;
  for (const RunOf* run : {&before, &now}) {
    for (const std::string& error : run->summary.errors) errors.push_back(run->name + ": " + error);
  }
  return errors;
}

}  // namespace

Comparison compare_models(const CellTable& table, const Summary& summary, const ComparisonRequest& request) {
  return compare(contest_of_models({table, summary, ""}, request), request, summary.errors);
}

Comparison compare_runs(const RunOf& baseline, const RunOf& candidate, const ComparisonRequest& request) {
  return compare(contest_of_runs(baseline, candidate, request), request, errors_of(baseline, candidate));
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
