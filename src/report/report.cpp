#include "quantladder/report/report.h"

#include <fmt/format.h>

#include <algorithm>

#include "joined_table.h"
#include "load_answer.h"

namespace quantladder::report {
namespace {

// A figure that is measured from one of two models compares nobody.
bool can_be_compared(const Summary& summary, const Metric& metric) {
  const auto takes_part = [&](const ModelSummary& model) {
    return metric.measure->is_origin == nullptr || !metric.measure->is_origin(model);
  };
  return std::count_if(summary.models.begin(), summary.models.end(), takes_part) > 1;
}

// Without points the figure that models are compared by may be one that nobody measured.
bool has_values(const Comparison& comparison) {
  return std::any_of(comparison.models.begin(), comparison.models.end(),
                     [](const ComparedModel& model) { return model.value.has_value(); });
}

// Each suite's score, corrected for all suites and models.
std::vector<Comparison> compare_suites(const CellTable& table, const Summary& summary, const Comparison& together) {
  std::vector<Comparison> comparisons;
  const std::vector<core::SuiteFacts> suites = summary.manifest.scored_suites();
  if (suites.size() < 2) return comparisons;
  const int family = together.family * static_cast<int>(suites.size());
  for (const core::SuiteFacts& suite : suites) {
    comparisons.push_back(
        compare_models(table, summary, {.metric = {together.metric.measure, suite.id}, .family_size = family}));
  }
  return comparisons;
}

// There is no verdict on scores without points; that another figure shows a model to be worse is told instead.
void tell_who_is_worse(const Comparison& comparison, const std::string& figure, Advice& advice) {
  for (const stats::PairComparison& pair : comparison.pairs) {
    if (pair.decision.better == stats::Side::none) continue;
    const bool is_candidate = pair.decision.better == stats::Side::b;
    const std::string& worse = is_candidate ? pair.a : pair.b;
    const std::string& better = is_candidate ? pair.b : pair.a;
    const auto told = std::find_if(advice.models.begin(), advice.models.end(),
                                   [&](const ModelAdvice& each) { return each.model == worse; });
    if (told == advice.models.end() || told->standing != Standing::no_verdict || !told->reason.empty()) continue;
    const bool is_little = pair.decision.verdict == stats::Verdict::better_within_margin;
    told->standing = Standing::worse;
    told->reason = fmt::format("is shown to be worse than {} in {}{}.", better, figure,
                               is_little ? ", by less than the margin" : "");
  }
}

}  // namespace

Report make_report(const CellTable& table, const Limits& asked) {
  Report report{.summary = make_summary(table)};
  const bool is_asked = !asked.bounds.empty() || asked.max_loss;
  const Limits limits = is_asked ? asked : limits_of(report.summary.manifest.limits);
  const Metric metric = headline_metric(report.summary);
  if (can_be_compared(report.summary, metric))
    report.comparison = compare_models(table, report.summary, {.metric = metric});
  if (!has_points(report.summary) && report.comparison && !has_values(*report.comparison)) report.comparison.reset();
  const bool by_score = report.comparison && report.comparison->metric.measure->of_tasks;
  if (by_score) report.by_suite = compare_suites(table, report.summary, *report.comparison);
  report.advice = advise(table, report.summary, by_score ? report.comparison : std::nullopt, limits);
  if (report.comparison && !by_score)
    tell_who_is_worse(*report.comparison, title_of(report.summary, report.comparison->metric), report.advice);
  report.drafting = find_drafting(table, report.summary);
  report.under_load = find_under_load(table, report.summary);
  report.load = summarise_load(table);
  report.searches = found_loads(table);
  if (!has_points(report.summary)) report.agents = agents_sentence(report.summary);
  report.published_load = publish_load(table);
  report.front = find_front(table, report.summary);
  return report;
}

void withhold_verdict(Report& report) {
  if (report.summary.stopping) return;
  report.comparison.reset();
  report.by_suite.clear();
  report.front.reset();
  report.agents.clear();
  for (LoadedArm& arm : report.under_load) arm.score.reset();
  Advice advice{.limits = report.advice.limits,
                .refusal =
                    "this run goes on, and a verdict before its end would be a "
                    "look too many"};
  for (const ModelSummary& model : report.summary.models) advice.models.push_back({{}, model.id()});
  report.advice = std::move(advice);
}

}  // namespace quantladder::report
