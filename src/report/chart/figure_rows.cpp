#include "figure_rows.h"

#include <fmt/format.h>

namespace quantladder::report {

std::optional<IntervalRow> figure_row(const Report& report, const CellTable& cells, const ModelSummary& model,
                                      const Metric& metric) {
  const Measure& measure = *metric.measure;
  const auto figure = model.figures.find(metric.id());
  if (figure == model.figures.end() || !figure->second.value) return std::nullopt;
  IntervalRow row{.name = model.id(),
                  .value = figure->second.value,
                  .ci = figure->second.ci,
                  .role = role_of(report, model.id()),
                  .text = figure_text(figure->second, measure)};
  if (measure.readings == nullptr) return row;
  for (const Reading& reading : measure.readings(cells, model, metric.instance)) {
    if (reading.value) row.points.push_back(*reading.value);
  }
  return row;
}

std::string points_text(const Measure& measure) {
  return fmt::format("faint dots: {}", core::row_of(measure.block).of_model);
}

std::string verdict_in_short(const stats::Decision& decision) {
  if (decision.verdict != stats::Verdict::better && decision.verdict != stats::Verdict::better_within_margin)
    return std::string(core::to_id(decision.verdict));
  const std::string word = decision.better == stats::Side::a ? "better" : "worse";
  return decision.verdict == stats::Verdict::better ? word : word + ", within the margin";
}

}  // namespace quantladder::report
