// What a screening compared, and what it dropped on the way.
#include <fmt/format.h>

#include <algorithm>

#include "charts.h"
#include "lanes.h"
#include "report/text.h"

namespace quantladder::report {
namespace {

constexpr double kStageNames = 24;  // for the names of the looks
constexpr double kStageBar = 12;

struct ScreenedLane {
  LaneText text;
  std::string role;
  std::vector<bool> compared;  // by look
  std::optional<std::size_t> dropped_at;
};

struct Stages {
  std::vector<std::string> looks;  // "after speed"
  std::vector<ScreenedLane> lanes;
};

// "fidelity 2 min 0 s, speed 40.0 s"
std::string time_of(const CellTable& cells, const std::string& model) {
  std::map<core::SuiteKind, double> seconds;
  for (const core::Record& record : cells.data().records) {
    if (record.cell.model == model) seconds[record.kind()] += record.seconds();
  }
  std::string text;
  for (const auto& [kind, time] : seconds) {
    if (time > 0) add_part(text, fmt::format("{} {}", core::to_id(kind), to_duration(1000 * time)));
  }
  return text;
}

ScreenedLane lane_of(const Report& report, const CellTable& cells, const std::string& model) {
  const core::ScreeningLog& log = *report.summary.screening;
  ScreenedLane lane{.text = {.name = model, .sub = "kept", .text = time_of(cells, model)},
                    .role = role_of(report, model)};
  for (std::size_t i = 0; i < log.looks.size(); ++i) {
    const core::ScreeningLook& look = log.looks[i];
    lane.compared.push_back(std::find(look.models.begin(), look.models.end(), model) != look.models.end());
    for (const core::DroppedModel& each : look.dropped) {
      if (each.model != model || lane.dropped_at) continue;
      lane.dropped_at = i;
      lane.text.sub = "beaten by " + each.by;
      lane.role = "worse";
    }
  }
  return lane;
}

void add_cross(Drawing& drawing, double x, double y, const std::string& role, const std::string& tip) {
  drawing.marks.push_back(PathMark{
      fmt::format("M{0:.1f} {1:.1f}L{2:.1f} {3:.1f}M{0:.1f} {3:.1f}L{2:.1f} {1:.1f}", x - 5, y - 5, x + 5, y + 5),
      "line " + role, tip});
}

void add_lane(Drawing& drawing, const ScreenedLane& lane, const Lane& place, const Axis& x) {
  const double y = place.middle();
  const std::string tip = lane.text.name + ": " + lane.text.sub;
  for (std::size_t i = 0; i < lane.compared.size(); ++i) {
    const double from = x.at(static_cast<double>(i));
    const double to = x.at(static_cast<double>(i) + 1);
    const bool is_over = lane.dropped_at && i > *lane.dropped_at;
    if (is_over) break;
    const bool ends = lane.dropped_at == i;
    const double width = to - from - (ends ? 16 : 1);
    drawing.marks.push_back(RectMark{from, y - kStageBar / 2, std::max(width, 1.0), kStageBar,
                                     lane.compared[i] ? lane.role : "missing", tip});
    if (ends) add_cross(drawing, to - 7, y, "error", tip);
  }
}

void add_heads(Drawing& drawing, const Stages& chart, const Frame& frame, const Axis& x) {
  const double each = (frame.right - frame.left) / static_cast<double>(chart.looks.size());
  const bool by_number = std::any_of(chart.looks.begin(), chart.looks.end(),
                                     [&](const std::string& look) { return text_width(look, 11) > each - 8; });
  for (std::size_t i = 0; i < chart.looks.size(); ++i) {
    const double right = x.at(static_cast<double>(i) + 1);
    drawing.marks.push_back(LineMark{right, frame.top, right, frame.bottom, "grid"});
    const std::string head = by_number ? fmt::format("{}", i + 1) : chart.looks[i];
    drawing.marks.push_back(TextMark{right - 2, frame.top - 8, fitted(head, each - 4, 11), "tick", Anchor::end});
  }
}

Drawing draw(const Stages& chart, double width) {
  std::vector<LaneText> texts;
  for (const ScreenedLane& lane : chart.lanes) texts.push_back(lane.text);
  const Lanes lanes = lay_out(texts, width, {.wide = 36, .narrow = 20}, kStageNames);
  Drawing drawing{width, lanes.frame.bottom + 8, {}};
  const Axis x{{0, static_cast<double>(chart.looks.size())}, lanes.frame.left, lanes.frame.right};
  add_heads(drawing, chart, lanes.frame, x);
  add_texts(drawing, texts, lanes);
  for (std::size_t i = 0; i < chart.lanes.size(); ++i) add_lane(drawing, chart.lanes[i], lanes.lanes[i], x);
  return drawing;
}

std::string looks_in_words(const Stages& chart) {
  std::string text;
  for (std::size_t i = 0; i < chart.looks.size(); ++i)
    add_part(text, fmt::format("look {} {}", i + 1, chart.looks[i]), ", ");
  return text;
}

}  // namespace

Charts screening_chart(const Report& report, const CellTable& cells) {
  const auto& log = report.summary.screening;
  if (!log || log->looks.empty()) return {};
  Stages chart;
  for (const core::ScreeningLook& look : log->looks) chart.looks.push_back("after " + look.stage);
  std::string description = looks_in_words(chart);
  for (const ModelSummary& model : report.summary.models) {
    chart.lanes.push_back(lane_of(report, cells, model.id()));
    const ScreenedLane& lane = chart.lanes.back();
    add_part(description, lane.text.name + ": " + lane.text.sub, "; ");
    if (lane.dropped_at) description += " " + chart.looks[*lane.dropped_at];
  }
  return {Chart{.id = "screening",
                .section = "Dropped on the way",
                .title = "Stages of the screening",
                .description = description,
                .caption = fmt::format("Each column is a look at the results: {}. A bar ends with a cross at the look "
                                       "that dropped its model. Lengths are looks and no times; what each model was "
                                       "measured for stands beside it.",
                                       looks_in_words(chart)),
                .draw = [chart](double width) { return draw(chart, width); }}};
}

}  // namespace quantladder::report
