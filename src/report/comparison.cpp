#include "quantladder/report/comparison.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "allow_for_looks.h"
#include "comparison_notes.h"
#include "contest.h"
#include "quantladder/core/error.h"
#include "quantladder/report/under_load.h"
#include "same_model.h"
#include "sample.h"
#include "summarise.h"
#include "text.h"

namespace quantladder::report {
namespace {

void refuse_unknown_instance(const Contest& contest, const Metric& metric) {
  if (metric.instance.empty()) return;
  for (const Contestant& one : contest.contestants) {
    const auto known = metric.measure->instances(one.table.data().manifest);
    if (std::find(known.begin(), known.end(), metric.instance) != known.end()) continue;
    throw core::Error(core::ErrorKind::usage, fmt::format("--metric {}: {} has no {}; it has {}", metric.id(),
                                                          one.label, metric.instance, fmt::join(known, ", ")));
  }
}

// A run is looked at by its score before its end.
bool is_looked_at(const Metric& metric) { return metric.id() == "score"; }

// The largest value of a series of samples has no interval.
void drop_intervals(Comparison& result) {
  for (stats::PairComparison& pair : result.pairs) {
    for (stats::DifferenceInterval* interval : {&pair.ci, &pair.ci_simultaneous}) {
      *interval = {.level = interval->level, .reason = "the peak of a sampled series has none"};
    }
  }
}

void describe_contestants(const Contest& contest, const std::vector<Sample>& samples, Comparison& result) {
  std::vector<ModelSummary> shown;
  for (const std::size_t i : contest.shown_contestants()) {
    const Contestant& one = contest.contestants[i];
    ComparedModel compared{result.metric.measure->figure(one.table, one.model, result.metric.instance),
                           samples[i].label};
    note_missing(samples[i], result);
    if (!compared.no_ci_reason.empty()) result.notes.push_back(compared.id + ": no interval: " + compared.no_ci_reason);
    result.models.push_back(std::move(compared));
    shown.push_back(one.model);
  }
  // An instance is of one kind by its name.
  if (result.metric.instance.empty()) result.stratum = common_stratum(shown, *result.metric.measure);
}

void find_unlike_pairs(const Contest& contest, Comparison& result) {
  for (const auto& [a, b] : contest.shown_pairs()) {
    const Contestant& left = contest.contestants[a];
    const Contestant& right = contest.contestants[b];
    const bool by_chunk = result.metric.measure->block == RandomUnit::chunk;
    const auto unlike = by_chunk ? find_unlike_domains(left, right) : find_unlike(left, right);
    for (const std::string& line : unlike) add_once(result.unlike, line);
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

// Returns of which two kinds the figures are, whose difference says nothing; empty where they are of one.
std::string unlike_strata(const Contest& contest, std::size_t pair, const Metric& metric) {
  const Measure& measure = *metric.measure;
  if (measure.stratum == nullptr || !metric.instance.empty()) return "";
  const auto& [a, b] = contest.pairs[pair];
  const std::string left = measure.stratum(contest.contestants[a].model);
  const std::string right = measure.stratum(contest.contestants[b].model);
  if (left.empty() || right.empty() || left == right) return "";
  return "one is " + left + ", the other " + right;
}

// The looks of a run were at its score, and its number of iterations depends on them.
void allow_for_stopping(const Contest& contest, const std::vector<stats::PairInput>& inputs,
                        const stats::FamilyOptions& options, Comparison& result) {
  if (result.metric.measure->block != RandomUnit::iteration) return;
  if (!contest.is_one_run()) {
    withdraw_stopped(contest, result);
    return;
  }
  const RunData& run = contest.contestants.front().table.data();
  if (!run.stopping) return;
  if (is_looked_at(result.metric)) {
    allow_for_looks(run, inputs, options, contest.shown, result);
    return;
  }
  for (stats::PairComparison& pair : result.pairs) {
    withdraw_claims(pair, "the run was looked at before its end, and only its score allows for that: no p, no verdict");
  }
}

// Tests the whole family, and notes what is shown of it.
void test_family(const Contest& contest, const std::vector<Sample>& samples, const ComparisonRequest& request,
                 Comparison& result) {
  std::vector<stats::PairInput> inputs;
  std::vector<std::string> unlike;  // why a pair cannot be compared
  for (std::size_t i = 0; i < contest.pairs.size(); ++i) {
    const auto& [a, b] = contest.pairs[i];
    PairedSamples paired = pair_up(samples[a], samples[b], request.pairing);
    inputs.push_back(std::move(paired.input));
    unlike.push_back(unlike_strata(contest, i, request.metric));
    if (!unlike.back().empty()) inputs.back().of_a = inputs.back().of_b = {};
    if (!contest.is_shown(i)) continue;
    for (const std::string& note : paired.notes) add_once(result.notes, note);
  }
  stats::FamilyOptions options;
  options.margin = result.margin;
  options.goal = request.metric.measure->goal;
  options.scale = request.metric.measure->scale;
  options.declared = result.family;
  result.pairs = stats::compare_family(inputs, options);
  for (std::size_t i = 0; i < unlike.size(); ++i) {
    if (!unlike[i].empty()) result.pairs[i].problem = unlike[i];
  }
  allow_for_stopping(contest, inputs, options, result);
}

void keep_shown(const Contest& contest, Comparison& result) {
  std::vector<stats::PairComparison> shown;
  for (const std::size_t i : contest.shown) shown.push_back(std::move(result.pairs[i]));
  result.pairs = std::move(shown);
}

// Returns the margin that a run declared for its score, else the measure's own. That of a score is a share of the
// points of the run or of the suite; that of a single task is not less than in a score of 100.
double default_margin(const Contest& contest, const Metric& metric) {
  const CellTable& table = contest.contestants.front().table;
  const RunData& run = table.data();
  const bool declared = is_looked_at(metric) && contest.is_one_run() && run.stopping && run.stopping->margin > 0;
  if (declared) return run.stopping->margin;
  if (!metric.measure->of_tasks) return metric.measure->margin;
  if (metric.instance.empty()) return stats::default_margin(run.manifest.points());
  const core::SuiteFacts* suite = run.manifest.find_suite(metric.instance);
  return suite != nullptr ? stats::default_margin(suite->points()) : metric.measure->margin;
}

void tell_load(const Contest& contest, Comparison& result) {
  for (std::size_t i = 0; i < contest.shown.size(); ++i) {
    const auto& [a, b] = contest.pairs[contest.shown[i]];
    const core::ModelFacts& left = contest.contestants[a].model.facts;
    const core::ModelFacts& right = contest.contestants[b].model.facts;
    if (!differ_in_load_alone(left, right)) continue;
    result.under_load.push_back(
        load_sentence(result, result.pairs[i], left.model.most_in_flight(), right.model.most_in_flight()));
  }
}

Comparison compare(const Contest& contest, const ComparisonRequest& request, std::vector<std::string> errors) {
  refuse_unknown_instance(contest, request.metric);
  Comparison result{.metric = request.metric,
                    .margin = request.margin.value_or(default_margin(contest, request.metric))};
  result.family = std::max(request.family_size, static_cast<int>(contest.pairs.size()));
  result.errors = std::move(errors);
  std::vector<Sample> samples;
  for (const Contestant& one : contest.contestants) {
    samples.push_back(sample_of(one.table, one.model, request.metric));
    samples.back().label = one.label;
  }
  describe_contestants(contest, samples, result);
  for (const Contestant& one : contest.contestants) {
    for (const std::string& note : reading_notes(one.table.data().manifest)) add_once(result.notes, note);
  }
  find_unlike_pairs(contest, result);
  test_family(contest, samples, request, result);
  keep_shown(contest, result);
  if (request.metric.measure->estimate == Estimate::peak) drop_intervals(result);
  if (!result.errors.empty()) {
    for (stats::PairComparison& pair : result.pairs) withdraw_claims(pair, "the figures contradict each other");
  }
  for (const stats::PairComparison& pair : result.pairs) note_pair(pair, result);
  note_estimated(result);
  tell_load(contest, result);
  return result;
}

// Counts the models that have the figure and from which it is not measured.
int count_comparable(const Summary& summary, const Measure& measure) {
  const auto has_figure = [&](const ModelSummary& model) {
    return model.figures.find(measure.id)->second.value && (measure.is_origin == nullptr || !measure.is_origin(model));
  };
  return static_cast<int>(std::count_if(summary.models.begin(), summary.models.end(), has_figure));
}

std::vector<std::string> errors_of(const RunOf& before, const RunOf& now) {
  std::vector<std::string> errors;
  for (const RunOf* run : {&before, &now}) {
    for (const std::string& error : run->summary.errors) errors.push_back(run->name + ": " + error);
  }
  return errors;
}

}  // namespace

Metric headline_metric(const Summary& summary) {
  if (has_points(summary)) return metric_of("score");
  for (const int least : {2, 1}) {
    for (const Measure& measure : measures()) {
      const bool decides = measure.readings != nullptr && !measure.of_tasks && measure.estimate != Estimate::peak;
      if (decides && count_comparable(summary, measure) >= least) return {&measure, ""};
    }
  }
  return metric_of("score");
}

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
                                         .unit = comparison.metric.unit(),
                                         .mde = pair.mde,
                                         .n_needed = pair.n_needed,
                                         .n = pair.n,
                                         .counted = counted_by(comparison.metric)});
}

}  // namespace quantladder::report
