// The radar as it was published: six axes from the right hand side on, counted against the clock.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

#include "charts.h"
#include "legend.h"
#include "report/document_sections.h"
#include "report/text.h"

namespace quantladder::report {
namespace {

// They tell models apart and say nothing of them.
constexpr std::array kRadarColours{"lead", "fail", "pass", "error", "truncated", "worse"};
constexpr double kRoomForNames = 26;  // around the outermost ring
constexpr double kLargestWheel = 190;

struct Wheel {
  double x = 0, y = 0, radius = 0;

  double angle(std::size_t axis) const { return 2 * std::numbers::pi * static_cast<double>(axis) / kRadarAxes; }
  double x_of(std::size_t axis, double value) const { return x + radius * value / kRadarEnd * std::cos(angle(axis)); }
  double y_of(std::size_t axis, double value) const { return y - radius * value / kRadarEnd * std::sin(angle(axis)); }
  std::string point(std::size_t axis, double value) const {
    return pixels(x_of(axis, value)) + " " + pixels(y_of(axis, value));
  }
};

std::string ring_path(const Wheel& wheel, double value) {
  const std::string right = pixels(wheel.x_of(0, value));
  const std::string left = pixels(wheel.x_of(0, -value));
  const std::string radius = pixels(wheel.radius * value / kRadarEnd);
  return fmt::format("M{0} {1}A{2} {2} 0 1 0 {3} {1}A{2} {2} 0 1 0 {0} {1}", right, pixels(wheel.y), radius, left);
}

Anchor anchor_beside(double cosine) {
  if (std::abs(cosine) < 0.1) return Anchor::middle;
  return cosine > 0 ? Anchor::start : Anchor::end;
}

void add_wheel(Drawing& drawing, const Wheel& wheel) {
  for (int ring = 1; ring <= static_cast<int>(kRadarEnd); ++ring)
    drawing.marks.push_back(PathMark{ring_path(wheel, ring), "line grid"});
  for (std::size_t axis = 0; axis < kRadarAxes; ++axis) {
    const double x = wheel.x_of(axis, kRadarEnd);
    const double y = wheel.y_of(axis, kRadarEnd);
    drawing.marks.push_back(LineMark{wheel.x, wheel.y, x, y, "grid"});
    const double cosine = std::cos(wheel.angle(axis));
    const double sine = std::sin(wheel.angle(axis));
    drawing.marks.push_back(
        TextMark{x + 6 * cosine, y - 10 * sine + 4, kRadarNames.at(axis), "tick", anchor_beside(cosine)});
  }
}

void add_ring_numbers(Drawing& drawing, const Wheel& wheel) {
  for (int ring = 1; ring <= static_cast<int>(kRadarEnd); ++ring)
    drawing.marks.push_back(
        TextMark{wheel.x_of(0, ring) - 3, wheel.y - 3, std::to_string(ring), "tick halo", Anchor::end});
}

std::string axis_text(const PublishedRadar& radar, std::size_t axis) {
  const auto& value = radar.axes.at(axis);
  return fmt::format("{} {}", kRadarNames.at(axis), value ? fmt::format("{:.4g}", *value) : "not known");
}

bool is_whole(const PublishedRadar& radar) {
  return std::all_of(radar.axes.begin(), radar.axes.end(), [](const auto& axis) { return axis.has_value(); });
}

// A closed polygon where all axes are known; else the lines between neighbours that are.
std::string outline_of(const PublishedRadar& radar, const Wheel& wheel) {
  std::string path;
  bool is_drawing = false;
  const std::size_t steps = is_whole(radar) ? kRadarAxes : kRadarAxes + 1;
  for (std::size_t step = 0; step < steps; ++step) {
    const std::size_t axis = step % kRadarAxes;
    const auto& value = radar.axes.at(axis);
    if (value) path += (is_drawing ? "L" : "M") + wheel.point(axis, *value);
    is_drawing = value.has_value();
  }
  return is_whole(radar) ? path + "Z" : path;
}

void add_polygon(Drawing& drawing, const PublishedRadar& radar, const std::string& colour, const Wheel& wheel) {
  const std::string outline = outline_of(radar, wheel);
  if (is_whole(radar)) drawing.marks.push_back(PathMark{outline, "area " + colour});
  if (!outline.empty()) drawing.marks.push_back(PathMark{outline, "line " + colour});
  for (std::size_t axis = 0; axis < kRadarAxes; ++axis) {
    const auto& value = radar.axes.at(axis);
    if (value)
      drawing.marks.push_back(DotMark{wheel.x_of(axis, *value), wheel.y_of(axis, *value), 4, colour,
                                      radar.model + ": " + axis_text(radar, axis)});
  }
}

Drawing draw_radars(const std::vector<PublishedRadar>& radars, double width) {
  Drawing drawing{width, 0, {}};
  std::vector<LegendEntry> entries;
  for (std::size_t i = 0; i < radars.size(); ++i) {
    const auto add_shape = [colour = kRadarColours.at(i)](Drawing& to, double x, double y, double size) {
      to.marks.push_back(RectMark{x, y, size, size, colour});
    };
    entries.push_back({radars[i].model, add_shape});
  }
  const double top = add_legend(drawing, entries, 0);
  const double side_room = widest({kRadarNames.begin(), kRadarNames.end()}, kSmallSize) + 8;
  // The names at the left and the right lie beside the outermost ring; those at the slanted axes begin further in.
  Wheel wheel{.x = width / 2, .radius = std::min(kLargestWheel, width / 2 - side_room)};
  wheel.y = top + kRoomForNames + wheel.radius;
  drawing.height = wheel.y + wheel.radius + kRoomForNames;
  add_wheel(drawing, wheel);
  for (std::size_t i = 0; i < radars.size(); ++i) add_polygon(drawing, radars[i], kRadarColours.at(i), wheel);
  add_ring_numbers(drawing, wheel);
  return drawing;
}

std::string words_of(const std::vector<PublishedRadar>& radars) {
  std::string words;
  for (const PublishedRadar& radar : radars) {
    std::string values;
    for (std::size_t axis = 0; axis < kRadarAxes; ++axis) add_part(values, axis_text(radar, axis));
    add_part(words, radar.model + ": " + values, "; ");
  }
  return words;
}

Chart radar_chart_of(const std::string& suite, std::vector<PublishedRadar> radars) {
  std::string caption =
      "The published form, for comparison: scales from 0 to 5 with fixed ends and no intervals. Neither the area nor "
      "the order of the axes means anything; colours only tell the models apart. A model with an axis that is not "
      "known has no area.";
  if (radars.size() > kRadarColours.size()) {
    caption += fmt::format(" Drawn are the first {} of {} models.", kRadarColours.size(), radars.size());
    radars.resize(kRadarColours.size());
  }
  return {.id = "radar-" + suite,
          .section = kPublishedLoadTitle,
          .title = fmt::format("{}: the six axes as published", suite),
          .description = words_of(radars),
          .caption = caption,
          .draw = [radars](double width) { return draw_radars(radars, width); }};
}

}  // namespace

Charts published_radars(const Report& report, const CellTable&) {
  Charts charts;
  for (const core::SuiteFacts& suite : report.summary.manifest.suites) {
    std::vector<PublishedRadar> radars;
    for (const PublishedRadar& radar : report.published_load.radars) {
      if (radar.suite == suite.id) radars.push_back(radar);
    }
    if (!radars.empty()) charts.push_back(radar_chart_of(suite.id, std::move(radars)));
  }
  return charts;
}

}  // namespace quantladder::report
