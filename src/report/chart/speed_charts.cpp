// How fast each model's server is: by its starts, and by what a test asks of it.
#include <fmt/format.h>

#include <iterator>

#include "charts.h"
#include "figure_rows.h"
#include "report/text.h"

namespace quantladder::report {
namespace {

// A picture of more rows is no picture; the tables have them all.
constexpr std::size_t kMostSteps = 150;

struct ProbeChart {
  const char* id;       // of the chart
  const char* measure;  // id
  const char* title;
  const char* estimate;  // what the large dot is
};

Charts probe_chart(const Report& report, const CellTable& cells, const ProbeChart& told) {
  const Measure& measure = measure_of(told.measure);
  IntervalRows chart{.caption = fmt::format("{}; {}", measure.unit, points_text(measure))};
  for (const ModelSummary& model : report.summary.models) {
    if (auto row = figure_row(report, cells, model, {&measure, ""})) chart.rows.push_back(std::move(*row));
  }
  if (chart.rows.empty()) return {};
  chart.range = range_of_rows(chart.rows, true);
  return {Chart{.id = told.id,
                .section = "Speed while answering",
                .title = told.title,
                .description = describe_rows(chart.rows),
                .caption = fmt::format("From the speed probe after each start of a server, one request at a time: {}. "
                                       "Starts vary more than the probes of one start, so a model with one start has "
                                       "no interval, and a line without a cap runs on beyond the picture. Answers to "
                                       "tasks, with other requests in flight, are slower.",
                                       told.estimate),
                .draw = [chart](double width) { return draw_interval_rows(chart, width); }}};
}

std::string change_in_words(const SpeedStep& step) {
  if (!step.ratio) return "";
  const std::string change = change_text(*step.ratio);
  return step.is_told_apart() || !step.ratio->interval ? change : "not told apart: " + change;
}

void add_steps(IntervalRows& chart, const Report& report, const ModelSummary& model, const std::string& test) {
  for (const ServedSpeed& speed : model.served) {
    if (speed.name != test || speed.generation.empty()) continue;
    chart.rows.push_back({.name = model.id(), .is_heading = true});
    for (const SpeedStep& step : speed.generation) {
      IntervalRow row{.name = step.name, .sub = change_in_words(step), .role = role_of(report, model.id())};
      row.value = step.rate.value;
      row.ci = step.rate.ci;
      row.text = step.rate.value ? to_text(Value(*step.rate.value, step.rate.ci), Form::rate) : kMissing;
      chart.rows.push_back(std::move(row));
    }
  }
}

std::string describe_steps(const std::vector<IntervalRow>& rows) {
  std::vector<IntervalRow> with_changes = rows;
  for (IntervalRow& row : with_changes) {
    if (!row.sub.empty()) row.text += " (" + row.sub + ")";
  }
  return describe_rows(with_changes);
}

}  // namespace

Charts speed_charts(const Report& report, const CellTable& cells) {
  Charts charts = probe_chart(
      report, cells,
      {"speed", "tg", "Tokens per second of each model", "the geometric mean over the starts with its 95 % interval"});
  Charts waits = probe_chart(
      report, cells,
      {"ttft", "ttft", "Time to the first token of each model", "the median over all probes with its 95 % interval"});
  std::move(waits.begin(), waits.end(), std::back_inserter(charts));
  return charts;
}

Charts speed_gap_charts(const Report& report, const CellTable&) {
  std::vector<std::string> tests;
  for (const ModelSummary& model : report.summary.models) {
    for (const ServedSpeed& speed : model.served) add_once(tests, speed.name);
  }
  Charts charts;
  for (const std::string& test : tests) {
    IntervalRows chart{.caption = "tokens/s", .heights = {.wide = 31, .narrow = 16}};
    for (const ModelSummary& model : report.summary.models) add_steps(chart, report, model, test);
    if (chart.rows.empty() || chart.rows.size() > kMostSteps) continue;
    chart.range = range_of_rows(chart.rows, true);
    const std::string number = charts.empty() ? "" : fmt::format("-{}", charts.size() + 1);
    charts.push_back(
        {.id = "speed_gap" + number,
         .section = "From llama-bench to what you wait for",
         .title = "From llama-bench to what you wait for: " + test,
         .description = describe_steps(chart.rows),
         .caption = "Each way of timing asks more than the one above it. Below its name: the change from that one, "
                    "with its 95 % interval over the same starts. \"Not told apart\" means that the change may be "
                    "none. The intervals that are drawn are each rate's own, and do not tell that.",
         .draw = [chart](double width) { return draw_interval_rows(chart, width); }});
  }
  return charts;
}

}  // namespace quantladder::report
