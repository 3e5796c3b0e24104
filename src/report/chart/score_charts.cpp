// The figure that models are compared by, and the comparison.
#include <fmt/format.h>

#include <algorithm>

#include "charts.h"
#include "figure_rows.h"
#include "report/text.h"

namespace quantladder::report {
namespace {

std::string facts_below(const ModelSummary& model) {
  std::string text = model.facts.model.quant;
  if (model.facts.gguf && model.facts.gguf->file_bytes > 0) core::add_part(text, to_size(model.facts.gguf->file_bytes));
  return text;
}

stats::Interval score_range(const Summary& summary, const std::vector<IntervalRow>& rows) {
  if (summary.points > 0) return {0, summary.points * 1.02};
  return range_of_rows(rows, true);
}

IntervalRow row_of_pair(const Report& report, const Comparison& comparison, const stats::PairComparison& pair) {
  IntervalRow row{
      .name = pair.a, .sub = verdict_in_short(pair.decision), .role = role_of(report, pair.a), .text = kMissing};
  if (!pair.difference) return row;
  row.value = pair.difference;
  row.ci = pair.ci.interval;
  row.text = fmt::format("{} {}", to_text(Value(*pair.difference, pair.ci.interval), Form::difference),
                         comparison.metric.unit());
  return row;
}

// The margin of a ratio lies unevenly around 0 %: a factor and its inverse.
stats::Interval margin_band(const Comparison& comparison) {
  const double margin = comparison.margin;
  if (comparison.metric.measure->scale == stats::Scale::difference) return {-margin, margin};
  return {100 * (1 / (1 + margin / 100) - 1), margin};
}

bool has_interval(const std::vector<IntervalRow>& rows) {
  return std::any_of(rows.begin(), rows.end(), [](const IntervalRow& row) { return row.ci.has_value(); });
}

}  // namespace

Charts score_chart(const Report& report, const CellTable& cells) {
  const Summary& summary = report.summary;
  const Metric metric = headline_metric(summary);
  const Measure& measure = *metric.measure;
  IntervalRows chart{.caption = fmt::format("{}; {}", measure.unit, points_text(measure))};
  for (const ModelSummary& model : summary.models) {
    auto row = figure_row(report, cells, model, metric);
    if (!row) continue;
    row->sub = facts_below(model);
    chart.rows.push_back(std::move(*row));
  }
  if (chart.rows.empty()) return {};
  chart.range = measure.of_tasks ? score_range(summary, chart.rows) : range_of_rows(chart.rows, true);
  return {
      Chart{.id = "score",
            .section = "Summary",
            .title = fmt::format("{} of each model", measure.title),
            .description = describe_rows(chart.rows),
            .caption = has_interval(chart.rows)
                           ? fmt::format("{} with its 95 % interval. Whether two intervals overlap does not tell "
                                         "whether two models differ: the chart of differences does.",
                                         measure.title)
                           : fmt::format("{} without an interval: the data give none. Two dots that lie apart show no "
                                         "difference of the models.",
                                         measure.title),
            .draw = [chart](double width) { return draw_interval_rows(chart, width); }}};
}

Charts difference_chart(const Report& report, const CellTable&) {
  if (!report.comparison || report.comparison->pairs.empty()) return {};
  const Comparison& comparison = *report.comparison;
  const std::string& baseline = comparison.pairs.front().b;
  IntervalRows chart{.caption = fmt::format("{} against {}; shaded: margin {:g}", comparison.metric.unit(), baseline,
                                            comparison.margin),
                     .band = margin_band(comparison),
                     .with_zero_line = true};
  for (const stats::PairComparison& pair : comparison.pairs)
    chart.rows.push_back(row_of_pair(report, comparison, pair));
  if (std::none_of(chart.rows.begin(), chart.rows.end(), [](const IntervalRow& row) { return row.value.has_value(); }))
    return {};
  std::vector<IntervalRow> all = chart.rows;
  all.push_back({.ci = chart.band});  // so that it is on the axis
  chart.range = range_of_rows(all, true);
  const bool more_is_better = comparison.metric.measure->goal == stats::Goal::higher;
  return {Chart{
      .id = "difference",
      .section = "Comparison",
      .title = "Difference to " + baseline,
      .description = describe_rows(chart.rows),
      .caption = fmt::format("Candidate minus {}. {} of 0 is worse. {}", baseline, more_is_better ? "Left" : "Right",
                             has_interval(chart.rows)
                                 ? "An interval inside of the shaded margin shows equivalence; one that crosses "
                                   "0 shows nothing by itself."
                                 : "The data give no interval, so that a dot alone shows nothing."),
      .draw = [chart](double width) { return draw_interval_rows(chart, width); }}};
}

}  // namespace quantladder::report
