// The figures of a model over its nights.
#include <fmt/format.h>

#include <algorithm>

#include "axis.h"
#include "quantladder/report/history.h"
#include "report/text.h"

namespace quantladder::report {
namespace {

constexpr double kNightPanel = 150;
constexpr double kNightHead = 38;        // for the axis' name and the names of changes and cuts
constexpr double kBelowNights = 44;      // for dates and the axis' name
constexpr double kLeastForCaps = 9;      // pixels of a night
constexpr double kWidestName = 84;       // pixels of a date, or of a run without one
constexpr double kLetters = kSmallSize;  // of what is written beside marks

struct NightMark {
  double value = 0;
  std::optional<stats::Interval> ci;
  bool is_tested = false;
  std::string tip;
  std::size_t night = 0;
};

// A flagged change, with the nights on both sides that it was found in.
struct NightStep {
  std::size_t from = 0;
  std::size_t begun = 0;
  std::size_t flagged = 0;
  bool goes_on = false;  // the next change was found in the nights since this one, and tells their level anew
  double before = 0;
  double since = 0;
  bool is_worse = false;
};

struct NightsChart {
  std::vector<std::string> names;  // of all nights
  std::vector<NightMark> marks;    // of those that have the figure
  std::vector<NightStep> steps;
  std::vector<std::size_t> cuts;
  stats::Interval range;
  std::string caption;
};

std::string name_of_night(const Night& night) {
  return night.created_at.empty() ? night.run : day_of(night.created_at);
}

NightMark mark_of(const History& history, std::size_t figure, std::size_t i, const AxisUnit& unit) {
  const Night& night = history.rows[i].night;
  const Figure& each = night.figures[figure].figure;
  NightMark mark{.value = *each.value / unit.size, .is_tested = history.rows[i].looks[figure].look > 0, .night = i};
  if (each.ci) mark.ci = stats::Interval{each.ci->lo / unit.size, each.ci->hi / unit.size};
  mark.tip = fmt::format("{}: {}", night.created_at.empty() ? night.run : name_of_night(night) + " " + night.run,
                         figure_text(each, measure_of(kHistoryFigures[figure].measure)));
  if (!night.unfinished.empty()) mark.tip += ", not finished";
  if (!mark.is_tested) mark.tip += ", not tested";
  return mark;
}

NightsChart nights_of(const History& history, std::size_t figure) {
  const Measure& measure = measure_of(kHistoryFigures[figure].measure);
  NightsChart chart;
  double largest = 0;
  for (const HistoryRow& row : history.rows)
    largest = std::max(largest, row.night.figures[figure].figure.value.value_or(0));
  const AxisUnit unit = axis_unit_of(measure, largest);
  std::vector<double> values;
  for (std::size_t i = 0; i < history.rows.size(); ++i) {
    const HistoryRow& row = history.rows[i];
    chart.names.push_back(name_of_night(row.night));
    if (!row.cut.empty()) chart.cuts.push_back(i);
    if (!row.night.figures[figure].figure.value) continue;
    chart.marks.push_back(mark_of(history, figure, i, unit));
    values.push_back(chart.marks.back().value);
    if (const auto& ci = chart.marks.back().ci) values.insert(values.end(), {ci->lo, ci->hi});
  }
  for (const HistoryChange& change : history.changes) {
    if (change.figure != figure) continue;
    const std::size_t from = history.rows[change.flagged].looks[figure].segment;
    if (!chart.steps.empty()) chart.steps.back().goes_on = from == chart.steps.back().begun;
    chart.steps.push_back({.from = from,
                           .begun = change.begun,
                           .flagged = change.flagged,
                           .before = change.before / unit.size,
                           .since = change.since / unit.size,
                           .is_worse = change.is_worse});
  }
  chart.range = range_of(values, false);
  chart.caption = unit.name;
  return chart;
}

// A line across the panel, and above it its name where that has room.
struct Upright {
  double x = 0;
  std::string name;
  std::string role;
};

void add_uprights(Drawing& drawing, const NightsChart& chart, const Frame& frame, const Axis& x) {
  std::vector<Upright> uprights;
  for (const std::size_t cut : chart.cuts) uprights.push_back({x.at(static_cast<double>(cut) - 0.5), "cut", "front"});
  for (const NightStep& step : chart.steps) {
    const char* role = step.is_worse ? "line fail" : "line pass";
    uprights.push_back({x.at(static_cast<double>(step.begun) - 0.5), step.is_worse ? "worse" : "better", role});
  }
  std::sort(uprights.begin(), uprights.end(), [](const Upright& a, const Upright& b) { return a.x < b.x; });
  double free_from = 0;
  for (const Upright& each : uprights) {
    drawing.marks.push_back(LineMark{each.x, frame.top, each.x, frame.bottom, each.role});
    const double half = text_width(each.name, kLetters) / 2;
    if (each.x - half < free_from || each.x + half > drawing.width) continue;
    drawing.marks.push_back(TextMark{each.x, frame.top - 6, each.name, "tick", Anchor::middle});
    free_from = each.x + half + 4;
  }
}

void add_night(Drawing& drawing, const NightMark& mark, const Axis& x, const Axis& y) {
  const double at = x.at(static_cast<double>(mark.night));
  const double room = x.at(1) - x.at(0);
  if (mark.ci) {
    const double hi = y.at(mark.ci->hi);
    const double lo = y.at(mark.ci->lo);
    if (room < kLeastForCaps) {
      drawing.marks.push_back(RectMark{at - room / 2, hi, room, lo - hi, "area open", mark.tip});
    } else {
      for (const LineMark& line :
           {LineMark{at, hi, at, lo, {}}, LineMark{at - 3, hi, at + 3, hi, {}}, LineMark{at - 3, lo, at + 3, lo, {}}})
        drawing.marks.push_back(LineMark{line.x1, line.y1, line.x2, line.y2, "interval worse"});
    }
  }
  const double radius = std::clamp(room / 3, 1.5, 4.0);
  drawing.marks.push_back(DotMark{at, y.at(mark.value), radius, mark.is_tested ? "open" : "ring", mark.tip});
}

void add_step(Drawing& drawing, const NightStep& step, const Axis& x, const Axis& y) {
  const std::string role = step.is_worse ? "line fail" : "line pass";
  const auto edge = [&](std::size_t night) { return x.at(static_cast<double>(night) - 0.5); };
  const double before = y.clamped(step.before);
  const double since = y.clamped(step.since);
  drawing.marks.push_back(LineMark{edge(step.from), before, edge(step.begun), before, role});
  if (!step.goes_on) drawing.marks.push_back(LineMark{edge(step.begun), since, edge(step.flagged + 1), since, role});
}

void add_dates(Drawing& drawing, const NightsChart& chart, const Frame& frame, const Axis& x) {
  double free_from = 0;
  for (std::size_t i = 0; i < chart.names.size(); ++i) {
    const std::string name = fitted_name(chart.names[i], kWidestName, kLetters);
    const double half = text_width(name, kLetters) / 2;
    const double at = x.at(static_cast<double>(i));
    if (at - half < free_from || at + half > drawing.width) continue;
    drawing.marks.push_back(LineMark{at, frame.bottom, at, frame.bottom + 4, "grid"});
    drawing.marks.push_back(TextMark{at, frame.bottom + 16, name, "tick", Anchor::middle});
    free_from = at + half + 12;
  }
}

Drawing draw_nights(const NightsChart& chart, double width) {
  Frame frame{0, width - 8, kNightHead, kNightHead + kNightPanel};
  frame.left = room_for_y_axis(chart.range, kNightPanel);
  Drawing drawing{width, frame.bottom + kBelowNights, {}};
  drawing.marks.push_back(TextMark{2, 14, fitted(chart.caption, width - 4, 12), "axis", Anchor::start});
  const Axis y = add_y_ticks(drawing, chart.range, frame);
  const Axis x{{-0.5, static_cast<double>(chart.names.size()) - 0.5}, frame.left, frame.right};
  add_uprights(drawing, chart, frame, x);
  for (const NightStep& step : chart.steps) add_step(drawing, step, x, y);
  for (const NightMark& mark : chart.marks) add_night(drawing, mark, x, y);
  add_dates(drawing, chart, frame, x);
  add_x_caption(drawing, frame, "nights, the oldest first");
  return drawing;
}

std::string describe_nights(const NightsChart& chart) {
  std::string text;
  for (const NightMark& mark : chart.marks) add_part(text, mark.tip, "; ");
  for (const NightStep& step : chart.steps)
    add_part(text, fmt::format("{} since {}", step.is_worse ? "worse" : "better", chart.names[step.begun]), "; ");
  return text;
}

// Explains what is drawn, and nothing else.
std::string caption_of_nights(const NightsChart& chart, bool is_tested) {
  const auto any = [&](auto is_meant) { return std::any_of(chart.marks.begin(), chart.marks.end(), is_meant); };
  std::string text = "A dot for each night";
  if (any([](const NightMark& mark) { return mark.ci.has_value(); }))
    text += " with its 95 % interval, which is of that night alone and tells no two nights apart";
  text += ". ";
  if (!is_tested) {
    text += "This figure is shown and not tested. ";
  } else if (any([](const NightMark& mark) { return !mark.is_tested; })) {
    text += "Rings were not tested: the table says why, or too few nights lay before them to show anything. ";
  }
  if (!chart.steps.empty())
    text +=
        "An upright line is a change that was flagged, orange for the worse and teal for the better, at the night that "
        "it most likely began with; beside it the level before, and since until it was flagged. ";
  if (!chart.cuts.empty()) text += "Dashed: from there on other things were asked, and nothing is compared across it. ";
  return text + "The axis need not begin at 0.";
}

}  // namespace

std::vector<Chart> charts_of(const std::vector<History>& histories) {
  std::vector<Chart> charts;
  for (const History& history : histories) {
    for (std::size_t figure = 0; figure < kHistoryFigures.size(); ++figure) {
      const NightsChart chart = nights_of(history, figure);
      if (chart.marks.size() < 2) continue;
      charts.push_back({.id = fmt::format("nights-{}", charts.size() + 1),
                        .section = history.model,
                        .title = fmt::format("{} over the nights", measure_of(kHistoryFigures[figure].measure).title),
                        .description = describe_nights(chart),
                        .caption = caption_of_nights(chart, kHistoryFigures[figure].share > 0),
                        .draw = [chart](double width) { return draw_nights(chart, width); }});
    }
  }
  return charts;
}

}  // namespace quantladder::report
