#include "quantladder/report/report.h"

#include <algorithm>

namespace quantladder::report {

namespace {

// What the models are compared by where nobody says: the score or, in a run without points, the first other figure that
// they have.
Metric headline_metric(const Summary& summary) {
  const bool scored = has_points(summary);
  for (const Measure& measure : measures()) {
    if (measure.readings == nullptr || measure.of_tasks != scored || measure.estimate == Estimate::peak) continue;
    const auto has_figure = [&](const ModelSummary& model) {
      return model.figures.at(std::string(measure.id)).value.has_value();
    };
    if (scored || std::any_of(summary.models.begin(), summary.models.end(), has_figure)) return {&measure, ""};
  }
  return metric_of("score");
}

}  // namespace

Report make_report(const CellTable& table, const Limits& limits) {
  Report report{.summary = make_summary(table)};
  if (report.summary.models.size() > 1)
    report.comparison = compare_models(table, report.summary, {.metric = headline_metric(report.summary)});
  const bool by_score = report.comparison && report.comparison->metric.measure->of_tasks;
  report.advice = advise(table, report.summary, by_score ? report.comparison : std::nullopt, limits);
  return report;
}

}  // namespace quantladder::report
