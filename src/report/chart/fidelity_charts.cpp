// How far each model is from its baseline.
#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "charts.h"
#include "figure_rows.h"
#include "report/figures.h"

namespace quantladder::report {
namespace {

bool has_points_left_out(const IntervalRows& chart) {
  return chart.spacing == Spacing::by_factors &&
         std::any_of(chart.rows.begin(), chart.rows.end(), [](const IntervalRow& row) {
           return std::any_of(row.points.begin(), row.points.end(), [](double point) { return point <= 0; });
         });
}

std::string how_to_read(const IntervalRows& chart) {
  std::string text =
      "KL divergence of the model's next-token probabilities from the baseline's, with its 95 % interval over chunks "
      "of "
      "text. It tells how much changes, not whether for the worse: that is for tasks to show.";
  if (chart.spacing == Spacing::by_factors)
    text += " Equal steps on this axis are equal factors, and a length on it is no amount.";
  if (has_points_left_out(chart)) text += " Chunks at 0 or below it have no place on such an axis.";
  return text;
}

}  // namespace

Charts divergence_chart(const Report& report, const CellTable& cells) {
  const Measure& measure = measure_of("kld");
  IntervalRows chart{.caption = fmt::format("{}; {}", measure.unit, points_text(measure))};
  const std::vector<std::string> domains = fidelity_domains(report.summary.manifest);
  for (const std::string& domain : domains) {
    IntervalRows of_domain;
    for (const ModelSummary& model : report.summary.models) {
      if (measure.is_origin(model)) continue;
      if (auto row = figure_row(report, cells, model, {&measure, domain})) of_domain.rows.push_back(std::move(*row));
    }
    if (of_domain.rows.empty()) continue;
    if (domains.size() > 1) chart.rows.push_back({.name = domain, .is_heading = true});
    std::move(of_domain.rows.begin(), of_domain.rows.end(), std::back_inserter(chart.rows));
  }
  if (chart.rows.empty()) return {};
  set_range_by_size(chart);
  return {Chart{.id = "kld",
                .section = "Fidelity",
                .title = "Distance from the baseline by domain",
                .description = describe_rows(chart.rows),
                .caption = how_to_read(chart),
                .draw = [chart](double width) { return draw_interval_rows(chart, width); }}};
}

}  // namespace quantladder::report
