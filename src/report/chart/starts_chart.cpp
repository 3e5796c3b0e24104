// The order of server starts, and what the machine was like then.
#include <fmt/format.h>

#include <algorithm>

#include "charts.h"
#include "lanes.h"
#include "report/text.h"
#include "time_axis.h"

namespace quantladder::report {
namespace {

constexpr double kLookNames = 22;  // for the names of the looks
constexpr double kPanel = 62;
constexpr double kPanelHead = 30;
constexpr double kPanelNumbers = 44;  // room for a panel's numbers

struct StartMark {
  std::size_t lane = 0;
  int number = 0;
  double ms = 0;  // of work, since the run's first event
  double load_ms = 0;
  bool is_fault = false;
  std::string tip;
  std::optional<double> temperature;
  std::optional<double> clock;
};

struct Look {
  double ms = 0;
  std::string name;
};

struct StartsChart {
  std::vector<LaneText> lanes;
  std::vector<std::string> roles;
  std::vector<StartMark> starts;  // by time
  std::vector<Look> looks;
  double span_ms = 0;
  bool has_cuts = false;
};

bool is_fault(const core::ServerStart& start) {
  return start.end && (start.end->how == core::StartEnd::failed_to_start || start.end->how == core::StartEnd::died ||
                       start.end->how == core::StartEnd::hung);
}

std::string tip_of(const core::ServerStart& start) {
  std::string text = fmt::format("{} start {}, {}", start.model, start.number, start.started_at);
  if (start.load_ms > 0) text += ", loaded in " + to_duration(start.load_ms);
  if (start.memory.peak_temperature_c) text += fmt::format(", up to {:.0f} °C", *start.memory.peak_temperature_c);
  if (start.memory.min_sm_clock_mhz) text += fmt::format(", from {:.0f} MHz", *start.memory.min_sm_clock_mhz);
  if (is_fault(start)) text += ", " + core::to_text(start.end);
  return text;
}

std::vector<Look> looks_of(const Summary& summary, std::vector<double>& events) {
  std::vector<Look> looks;
  const auto add = [&](const std::string& at) {
    const auto ms = utc_ms(at);
    if (!ms) return;
    events.push_back(*ms);
    looks.push_back({*ms, ""});
  };
  if (summary.screening) {
    for (const core::ScreeningLook& look : summary.screening->looks) add(look.at);
  }
  if (summary.stopping) {
    for (const core::StoppingLook& look : summary.stopping->taken) add(look.at);
  }
  std::sort(looks.begin(), looks.end(), [](const Look& a, const Look& b) { return a.ms < b.ms; });
  for (std::size_t i = 0; i < looks.size(); ++i) looks[i].name = fmt::format("look {}", i + 1);
  return looks;
}

// "3 starts, 1 died"
std::string starts_in_words(const std::vector<const core::ServerStart*>& starts) {
  std::string text = count_of(static_cast<std::int64_t>(starts.size()), "start");
  for (const auto& how : core::kIds<core::StartEnd>) {
    const auto n = std::count_if(starts.begin(), starts.end(), [&](const core::ServerStart* start) {
      return is_fault(*start) && start->end->how == how.value;
    });
    if (n > 0) text += fmt::format(", {} {}", n, how.id);
  }
  return text;
}

void add_lane(StartsChart& chart, const Report& report, const CellTable& cells, const std::string& model) {
  std::vector<const core::ServerStart*> starts;
  for (const core::ServerStart& start : cells.data().starts) {
    if (start.model == model && utc_ms(start.started_at)) starts.push_back(&start);
  }
  if (starts.empty()) return;
  for (const core::ServerStart* start : starts) {
    chart.starts.push_back({.lane = chart.lanes.size(),
                            .number = start->number,
                            .ms = *utc_ms(start->started_at),
                            .load_ms = start->load_ms,
                            .is_fault = is_fault(*start),
                            .tip = tip_of(*start),
                            .temperature = start->memory.peak_temperature_c,
                            .clock = start->memory.min_sm_clock_mhz});
  }
  chart.lanes.push_back({.name = model, .sub = starts_in_words(starts)});
  chart.roles.push_back(role_of(report, model));
}

// Brings all times to the run's own.
void set_times(StartsChart& chart, const core::Manifest& manifest, std::vector<double> events) {
  std::vector<double> sessions;
  for (const core::Session& session : manifest.sessions) {
    if (const auto ms = utc_ms(session.started_at)) sessions.push_back(*ms);
  }
  for (const StartMark& start : chart.starts) events.push_back(start.ms);
  const WorkingTime time(sessions, events);
  chart.has_cuts = time.has_cuts();
  for (StartMark& start : chart.starts) {
    start.ms = time.ms(start.ms);
    chart.span_ms = std::max(chart.span_ms, start.ms + start.load_ms);
  }
  for (Look& look : chart.looks) {
    look.ms = time.ms(look.ms);
    chart.span_ms = std::max(chart.span_ms, look.ms);
  }
  std::sort(chart.starts.begin(), chart.starts.end(),
            [](const StartMark& a, const StartMark& b) { return a.ms < b.ms; });
}

StartsChart chart_of(const Report& report, const CellTable& cells) {
  StartsChart chart;
  for (const ModelSummary& model : report.summary.models) add_lane(chart, report, cells, model.id());
  std::vector<double> events;
  chart.looks = looks_of(report.summary, events);
  set_times(chart, report.summary.manifest, events);
  return chart;
}

void add_start(Drawing& drawing, const StartMark& start, const std::string& role, double x, double loaded, double y) {
  if (loaded - x >= 1) drawing.marks.push_back(RectMark{x, y - 3, loaded - x, 6, "area " + role, start.tip});
  if (!start.is_fault) {
    drawing.marks.push_back(DotMark{x, y, 5, role, start.tip});
    return;
  }
  drawing.marks.push_back(PathMark{
      fmt::format("M{0:.1f} {1:.1f}L{2:.1f} {3:.1f}M{0:.1f} {3:.1f}L{2:.1f} {1:.1f}", x - 5, y - 5, x + 5, y + 5),
      "line error", start.tip});
}

void add_starts(Drawing& drawing, const StartsChart& chart, const Lanes& lanes, const Axis& x) {
  std::vector<double> free_from(chart.lanes.size(), 0);
  for (const StartMark& start : chart.starts) {
    const double y = lanes.lanes[start.lane].middle() + 4;
    const double at = x.at(start.ms);
    add_start(drawing, start, chart.roles[start.lane], at, x.at(start.ms + start.load_ms), y);
    const std::string number = std::to_string(start.number);
    const double half = text_width(number, 11) / 2;
    if (at - half < free_from[start.lane]) continue;
    drawing.marks.push_back(TextMark{at, y - 9, number, "tick", Anchor::middle});
    free_from[start.lane] = at + half + 3;
  }
}

void add_looks(Drawing& drawing, const StartsChart& chart, const Frame& frame, const Axis& x) {
  double free_from = 0;
  for (const Look& look : chart.looks) {
    const double at = x.at(look.ms);
    drawing.marks.push_back(LineMark{at, frame.top, at, frame.bottom, "front"});
    const double half = text_width(look.name, 11) / 2;
    if (at - half < free_from || at + half > drawing.width) continue;
    drawing.marks.push_back(TextMark{at, frame.top - 6, look.name, "tick", Anchor::middle});
    free_from = at + half + 4;
  }
}

using Measured = std::optional<double> StartMark::*;

bool has(const StartsChart& chart, Measured measured) {
  return std::any_of(chart.starts.begin(), chart.starts.end(),
                     [&](const StartMark& start) { return (start.*measured).has_value(); });
}

// A panel below the lanes, on the same time.
void add_panel(Drawing& drawing, const StartsChart& chart, Measured measured, const std::string& caption, Frame frame,
               const Axis& x) {
  std::vector<double> values;
  for (const StartMark& start : chart.starts) {
    if (start.*measured) values.push_back(*(start.*measured));
  }
  frame.top += kPanelHead;
  const Axis y = add_y_axis(drawing, range_of(values, false), frame, caption);
  for (const StartMark& start : chart.starts) {
    if (start.*measured)
      drawing.marks.push_back(
          DotMark{x.at(start.ms), y.at(*(start.*measured)), 3.5, chart.roles[start.lane], start.tip});
  }
}

struct Panel {
  Measured measured;
  const char* caption;
};

Drawing draw(const StartsChart& chart, double width) {
  Lanes lanes = lay_out(chart.lanes, width, {.wide = 36, .narrow = 30}, kLookNames);
  std::vector<Panel> panels;
  for (const Panel& panel : {Panel{&StartMark::temperature, "highest temperature of each start, °C"},
                             Panel{&StartMark::clock, "lowest clock of each start, MHz"}}) {
    if (has(chart, panel.measured)) panels.push_back(panel);
  }
  Frame frame = lanes.frame;
  if (!panels.empty()) frame.left = std::max(frame.left, kPanelNumbers);
  lanes.frame.left = frame.left;
  const double lanes_end = frame.bottom;
  frame.bottom += (kPanelHead + kPanel) * static_cast<double>(panels.size());
  Drawing drawing{width, frame.bottom + kBelowLanes, {}};
  const TimeUnit unit = time_unit_of(chart.span_ms);
  const double span = chart.span_ms > 0 ? chart.span_ms : unit.ms;
  const stats::Interval range{-0.02 * span, 1.02 * span};
  const std::string caption =
      fmt::format("{} since the first {}", unit.name, chart.has_cuts ? "start, without pauses" : "start of a server");
  add_x_axis(drawing, {range.lo / unit.ms, range.hi / unit.ms}, frame, caption);
  const Axis x{range, frame.left, frame.right};
  add_looks(drawing, chart, frame, x);
  add_texts(drawing, chart.lanes, lanes);
  add_starts(drawing, chart, lanes, x);
  double top = lanes_end;
  for (const Panel& panel : panels) {
    const double bottom = top + kPanelHead + kPanel;
    add_panel(drawing, chart, panel.measured, panel.caption, {frame.left, frame.right, top, bottom}, x);
    top = bottom;
  }
  return drawing;
}

}  // namespace

Charts starts_chart(const Report& report, const CellTable& cells) {
  const StartsChart chart = chart_of(report, cells);
  if (chart.starts.size() < 2) return {};
  std::string description;
  for (const StartMark& start : chart.starts) add_part(description, start.tip, "; ");
  std::string caption =
      "A mark for each start of a server, with its number; behind it the time that loading took. A cross is a server "
      "that did not start, died or hung. Models whose starts lie apart may have met another machine: warmer, or busy.";
  if (!chart.looks.empty()) caption += " Dashed: the results were looked at.";
  if (chart.has_cuts) caption += " The pauses between sessions are shortened.";
  return {Chart{.id = "starts",
                .section = "Speed while answering",
                .title = "Order of the server starts",
                .description = description,
                .caption = caption,
                .draw = [chart](double width) { return draw(chart, width); }}};
}

}  // namespace quantladder::report
