// One figure of each model against another one.
#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "charts.h"
#include "report/joined_table.h"
#include "report/scatters.h"
#include "scatter_picture.h"

namespace quantladder::report {
namespace {

constexpr double kDecade = 10;

using FigureOf = Figure ScatterPoint::*;

double largest(const Scatter& scatter, FigureOf figure) {
  double most = 0;
  for (const ScatterPoint& point : scatter.points) most = std::max(most, *(point.*figure).value);
  return most;
}

AxisUnit unit_of_side(const Scatter& scatter, const Measure& measure, FigureOf figure) {
  return axis_unit_of(measure, largest(scatter, figure));
}

std::string with_small_letter(std::string title) {
  if (title.size() > 1 && title[1] >= 'a' && title[1] <= 'z')
    title[0] = static_cast<char>(title[0] | 0x20);  // an abbreviation stays as it is
  return title;
}

std::string caption_of(const std::string& title, const std::string& unit) {
  return with_small_letter(title).find(unit) != std::string::npos ? title : title + ", " + unit;
}

// The distance of its own baseline is 0 by definition: it does not say how far the others lie apart.
std::vector<double> values_of_side(const Scatter& scatter, FigureOf figure, const AxisUnit& unit) {
  std::vector<double> values;
  for (const ScatterPoint& point : scatter.points) {
    const bool is_zero_by_definition = point.is_origin && figure == &ScatterPoint::y;
    if (!is_zero_by_definition) values.push_back(*(point.*figure).value / unit.size);
  }
  return values;
}

bool goes_by_factors(const Measure& measure, const std::vector<double>& values) {
  if (measure.scale == stats::Scale::difference || values.size() < 2) return false;
  const auto [least, most] = std::minmax_element(values.begin(), values.end());
  return *least > 0 && *most > kDecade * *least;
}

void add_ends(std::vector<double>& values, const Scatter& scatter, FigureOf figure, const AxisUnit& unit) {
  for (const ScatterPoint& point : scatter.points) {
    const auto& ci = (point.*figure).ci;
    if (ci) values.insert(values.end(), {ci->lo / unit.size, ci->hi / unit.size});
  }
}

ScatterSide side_of(const Summary& summary, const Scatter& scatter, const Measure& measure, FigureOf figure) {
  const AxisUnit unit = unit_of_side(scatter, measure, figure);
  ScatterSide side{.caption = caption_of(title_of(summary, {&measure, ""}), unit.name), .goal = measure.goal};
  std::vector<double> values = values_of_side(scatter, figure, unit);
  if (goes_by_factors(measure, values)) {
    side.spacing = Spacing::by_factors;
    side.range = range_by_factors(values);  // an interval may reach below 0
    return side;
  }
  for (const ScatterPoint& point : scatter.points) values.push_back(*(point.*figure).value / unit.size);
  add_ends(values, scatter, figure, unit);
  side.range = range_of(values, false);
  const bool none_below_0 = std::all_of(values.begin(), values.end(), [](double value) { return value >= 0; });
  if (none_below_0) side.range.lo = std::max(side.range.lo, 0.0);
  return side;
}

// The front is of distances: of scores the advice says what was shown.
std::string role_of_point(const Report& report, const ScatterPoint& point) {
  if (!point.place) return role_of(report, point.model);
  switch (*point.place) {
    case FrontPlace::front:
      return "lead";
    case FrontPlace::undecided:
      return "tie";
    case FrontPlace::beaten:
      break;
  }
  return "worse";
}

std::optional<stats::Interval> in_unit(const std::optional<stats::Interval>& ci, const AxisUnit& unit) {
  if (!ci) return std::nullopt;
  return stats::Interval{ci->lo / unit.size, ci->hi / unit.size};
}

std::string point_text(const Summary& summary, const Scatter& scatter, const ScatterPoint& point) {
  std::string text =
      fmt::format("{}: {} {}, {} {}", point.model, title_of(summary, {scatter.x, ""}), figure_text(point.x, *scatter.x),
                  title_of(summary, {scatter.y, ""}), figure_text(point.y, *scatter.y));
  if (point.place) text += fmt::format(", {}", core::to_id(*point.place));
  return text;
}

bool is_drawn(const ScatterPicture& picture, const ScatterPoint& point) {
  return picture.y.spacing == Spacing::even || *point.y.value > 0;
}

ScatterPicture picture_of(const Report& report, const Scatter& scatter) {
  const Summary& summary = report.summary;
  ScatterPicture picture{.marks = {},
                         .x = side_of(summary, scatter, *scatter.x, &ScatterPoint::x),
                         .y = side_of(summary, scatter, *scatter.y, &ScatterPoint::y)};
  const AxisUnit x_unit = unit_of_side(scatter, *scatter.x, &ScatterPoint::x);
  const AxisUnit y_unit = unit_of_side(scatter, *scatter.y, &ScatterPoint::y);
  for (const ScatterPoint& point : scatter.points) {
    if (!is_drawn(picture, point)) continue;
    picture.marks.push_back({.name = point.model,
                             .x = *point.x.value / x_unit.size,
                             .y = *point.y.value / y_unit.size,
                             .x_ci = in_unit(point.x.ci, x_unit),
                             .y_ci = in_unit(point.y.ci, y_unit),
                             .role = role_of_point(report, point),
                             .is_ring = point.place == FrontPlace::undecided,
                             .tip = point_text(summary, scatter, point)});
  }
  return picture;
}

// What the colours say, of those that there are.
std::string words_of_colours(const ScatterPicture& picture, bool by_place) {
  std::set<std::string> roles;
  for (const ScatterMark& mark : picture.marks) roles.insert(mark.role);
  std::string text;
  const auto add = [&](const char* role, const char* of_place, const char* of_advice) {
    if (roles.contains(role)) core::add_part(text, by_place ? of_place : of_advice, " ");
  };
  add("lead", "Blue dot: on the front of size, distance and speed.", "Blue: recommended.");
  add("tie", "Ring: undecided whether another file beats it.", "Lighter blue: not told from the best.");
  add("worse", "Grey: beaten.", "Grey: shown to be worse, or outside a limit.");
  add("open", "Colour of the text: no verdict.", "Colour of the text: no verdict.");
  return text;
}

std::string words_of_axes(const Scatter& scatter, const ScatterPicture& picture) {
  std::string text;
  if (picture.x.range.lo > 0 || picture.y.range.lo > 0) text = "The axes need not begin at 0.";
  for (const auto& [side, measure] : {std::pair(&picture.x, scatter.x), std::pair(&picture.y, scatter.y)}) {
    if (side->spacing == Spacing::by_factors)
      core::add_part(text, fmt::format("Equal steps of {} are equal factors.", measure->title), " ");
  }
  for (const ScatterPoint& point : scatter.points) {
    if (!is_drawn(picture, point))
      core::add_part(text, fmt::format("{} has {} 0 and is not drawn.", point.model, scatter.y->title), " ");
  }
  return text;
}

std::string_view words_of_goal(const Measure& measure) {
  return measure.goal == stats::Goal::higher ? "a higher" : "a lower";
}

std::string words_of_marks(const Scatter& scatter, const ScatterPicture& picture) {
  const bool any_ci = std::any_of(picture.marks.begin(), picture.marks.end(),
                                  [](const ScatterMark& mark) { return mark.x_ci || mark.y_ci; });
  std::string text =
      any_ci ? "Lines: 95 % intervals of each model alone; whether they overlap shows no difference." : "";
  if (stairs_of(picture).size() > 1)
    core::add_part(text,
                   fmt::format("Dashed: no model with {} {} has {} {}, going by the dots alone.",
                               words_of_goal(*scatter.x), with_small_letter(std::string(scatter.x->title)),
                               words_of_goal(*scatter.y), with_small_letter(std::string(scatter.y->title))),
                   " ");
  return text;
}

Chart chart_of(const Report& report, const Scatter& scatter) {
  const ScatterPicture picture = picture_of(report, scatter);
  const bool by_place =
      std::any_of(scatter.points.begin(), scatter.points.end(), [](const ScatterPoint& point) { return point.place; });
  std::string description;
  for (const ScatterPoint& point : scatter.points)
    core::add_part(description, point_text(report.summary, scatter, point), "; ");
  std::string caption = words_of_marks(scatter, picture);
  core::add_part(caption, words_of_colours(picture, by_place), " ");
  core::add_part(caption, words_of_axes(scatter, picture), " ");
  return {.id = scatter.id,
          .section = scatter.y->of_tasks ? "Summary"
                     : report.front      ? "Size, distance and speed"
                                         : "Fidelity",
          .title = fmt::format("{} against {}", scatter.y->title, with_small_letter(std::string(scatter.x->title))),
          .description = std::move(description),
          .caption = std::move(caption),
          .draw = [picture](double width) { return draw_scatter(picture, width); }};
}

}  // namespace

Charts scatter_charts(const Report& report, const CellTable&) {
  Charts charts;
  for (const Scatter& scatter : scatters_of(report)) charts.push_back(chart_of(report, scatter));
  return charts;
}

}  // namespace quantladder::report
