#include "wheel.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <numbers>

namespace quantladder::report {
namespace {

constexpr double kRoomForNames = 40;  // around the rim
constexpr double kLargestWheel = 190;
constexpr double kDotRadius = 4;

struct Wheel {
  double x = 0, y = 0, radius = 0;
  std::size_t axes = 0;

  double angle(std::size_t axis) const {
    return 2 * std::numbers::pi * static_cast<double>(axis) / static_cast<double>(axes);
  }
  double x_of(std::size_t axis, double place) const { return x + radius * place * std::cos(angle(axis)); }
  double y_of(std::size_t axis, double place) const { return y - radius * place * std::sin(angle(axis)); }
  std::string point(std::size_t axis, double place) const {
    return pixels(x_of(axis, place)) + " " + pixels(y_of(axis, place));
  }
};

double in_wheel(double place) { return std::clamp(place, 0.0, 1.0); }

std::string ring_path(const Wheel& wheel, double place) {
  const std::string right = pixels(wheel.x_of(0, place));
  const std::string left = pixels(wheel.x_of(0, -place));
  const std::string radius = pixels(wheel.radius * place);
  return fmt::format("M{0} {1}A{2} {2} 0 1 0 {3} {1}A{2} {2} 0 1 0 {0} {1}", right, pixels(wheel.y), radius, left);
}

Anchor anchor_beside(double cosine) {
  if (std::abs(cosine) < 0.1) return Anchor::middle;
  return cosine > 0 ? Anchor::start : Anchor::end;
}

void add_wheel_axis(Drawing& drawing, const WheelAxis& axis, const Wheel& wheel, std::size_t i) {
  const double x = wheel.x_of(i, 1);
  const double y = wheel.y_of(i, 1);
  drawing.marks.push_back(LineMark{wheel.x, wheel.y, x, y, "grid"});
  const double cosine = std::cos(wheel.angle(i));
  const double sine = std::sin(wheel.angle(i));
  const bool is_upper = sine > 0.1;
  const double text_y = y - 10 * sine + 4 - (is_upper && !axis.sub.empty() ? 13 : 0);
  const Anchor anchor = anchor_beside(cosine);
  drawing.marks.push_back(TextMark{x + 6 * cosine, text_y, axis.name, "tick", anchor});
  if (!axis.sub.empty()) drawing.marks.push_back(TextMark{x + 6 * cosine, text_y + 13, axis.sub, "sub", anchor});
}

void add_rings(Drawing& drawing, const Wheel& wheel) {
  for (int ring = 1; ring <= kWheelRings; ++ring)
    drawing.marks.push_back(PathMark{ring_path(wheel, static_cast<double>(ring) / kWheelRings), "line grid"});
}

void add_ring_numbers(Drawing& drawing, const Wheel& wheel) {
  for (int ring = 1; ring <= kWheelRings; ++ring)
    drawing.marks.push_back(TextMark{wheel.x_of(0, static_cast<double>(ring) / kWheelRings) - 3, wheel.y - 3,
                                     std::to_string(ring), "tick halo", Anchor::end});
}

bool has_all(const WheelModel& model, const std::function<bool(const WheelPlace&)>& has) {
  return std::all_of(model.places.begin(), model.places.end(), has);
}

bool has_place(const WheelPlace& place) { return place.at.has_value(); }
bool has_span(const WheelPlace& place) { return place.span.has_value(); }

std::string closed_path(const WheelModel& model, const Wheel& wheel, double (*place_of)(const WheelPlace&)) {
  std::string path;
  for (std::size_t axis = 0; axis < model.places.size(); ++axis)
    path += (axis == 0 ? "M" : "L") + wheel.point(axis, in_wheel(place_of(model.places[axis])));
  return path + "Z";
}

double value_at(const WheelPlace& place) { return *place.at; }
double lower_at(const WheelPlace& place) { return place.span->lo; }
double upper_at(const WheelPlace& place) { return place.span->hi; }

// Closed where all axes are known; else the lines between neighbours that are.
std::string outline_of(const WheelModel& model, const Wheel& wheel) {
  if (has_all(model, has_place)) return closed_path(model, wheel, value_at);
  std::string path;
  bool is_drawing = false;
  for (std::size_t step = 0; step <= wheel.axes; ++step) {
    const std::size_t axis = step % wheel.axes;
    const auto& place = model.places[axis].at;
    if (place) path += (is_drawing ? "L" : "M") + wheel.point(axis, in_wheel(*place));
    is_drawing = place.has_value();
  }
  return path;
}

// The path of an area; empty where there is none. What two outlines enclose is filled by the rule of even crossings.
std::string area_of(const WheelModel& model, const Wheel& wheel, WheelArea area) {
  if (area == WheelArea::outlined)
    return has_all(model, has_place) ? closed_path(model, wheel, value_at) : std::string();
  if (!has_all(model, has_span)) return "";
  return closed_path(model, wheel, lower_at) + closed_path(model, wheel, upper_at);
}

void add_place(Drawing& drawing, const WheelModel& model, const std::string& colour, const Wheel& wheel,
               std::size_t axis) {
  const WheelPlace& place = model.places[axis];
  if (place.span) {
    const double lo = in_wheel(place.span->lo);
    const double hi = in_wheel(place.span->hi);
    drawing.marks.push_back(LineMark{wheel.x_of(axis, lo), wheel.y_of(axis, lo), wheel.x_of(axis, hi),
                                     wheel.y_of(axis, hi), "interval " + colour});
  }
  if (!place.at) return;
  const double at = in_wheel(*place.at);
  const std::string role = at == *place.at ? colour : "ring";
  drawing.marks.push_back(
      DotMark{wheel.x_of(axis, at), wheel.y_of(axis, at), kDotRadius, role, model.name + ": " + place.tip});
}

void add_wheel_model(Drawing& drawing, const WheelModel& model, const std::string& colour, const Wheel& wheel,
                     WheelArea area) {
  if (const std::string filled = area_of(model, wheel, area); !filled.empty())
    drawing.marks.push_back(PathMark{filled, "area " + colour});
  if (const std::string outline = outline_of(model, wheel); !outline.empty())
    drawing.marks.push_back(PathMark{outline, "line " + colour});
  for (std::size_t axis = 0; axis < model.places.size(); ++axis) add_place(drawing, model, colour, wheel, axis);
}

// The rim leaves room for the widest text beside it; those at slanted axes begin further in.
double radius_in(const WheelChart& chart, double width) {
  std::vector<std::string> texts;
  for (const WheelAxis& axis : chart.axes) texts.insert(texts.end(), {axis.name, axis.sub});
  return std::clamp(width / 2 - widest(texts, kSmallSize) - 8, width / 8, kLargestWheel);
}

}  // namespace

std::vector<LegendEntry> legend_of_models(const std::vector<std::string>& names) {
  std::vector<LegendEntry> entries;
  for (std::size_t i = 0; i < names.size(); ++i) {
    const auto add_shape = [colour = kModelColours.at(i)](Drawing& to, double x, double y, double size) {
      to.marks.push_back(RectMark{x, y, size, size, colour});
    };
    entries.push_back({names[i], add_shape});
  }
  return entries;
}

std::string models_left_out(std::size_t models) {
  if (models <= kModelColours.size()) return "";
  return fmt::format(" Drawn are the first {} of {} models.", kModelColours.size(), models);
}

Drawing draw_wheel(const WheelChart& chart, double width) {
  Drawing drawing{width, 0, {}};
  std::vector<std::string> names;
  for (const WheelModel& model : chart.models) names.push_back(model.name);
  const double top = add_legend(drawing, legend_of_models(names), 0);
  Wheel wheel{.x = width / 2, .radius = radius_in(chart, width), .axes = chart.axes.size()};
  wheel.y = top + kRoomForNames + wheel.radius;
  drawing.height = wheel.y + wheel.radius + kRoomForNames;
  add_rings(drawing, wheel);
  for (std::size_t i = 0; i < wheel.axes; ++i) add_wheel_axis(drawing, chart.axes[i], wheel, i);
  for (std::size_t i = 0; i < chart.models.size(); ++i)
    add_wheel_model(drawing, chart.models[i], kModelColours.at(i), wheel, chart.area);
  if (chart.has_ring_numbers) add_ring_numbers(drawing, wheel);
  return drawing;
}

}  // namespace quantladder::report
