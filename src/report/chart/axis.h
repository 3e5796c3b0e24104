// Axes and labels that charts share.
#pragma once

#include <string>
#include <vector>

#include "quantladder/report/chart.h"
#include "quantladder/report/measure.h"
#include "quantladder/stats/interval.h"

namespace quantladder::report {

// Sizes by which texts are measured; a name is bold, and so wider.
inline constexpr double kNameSize = 12.5;
inline constexpr double kSmallSize = 11;  // of the roles "tick" and "sub"

enum class Spacing {
  even,
  by_factors,  // equal steps are equal factors: all numbers are above 0
};

// A stretch of numbers on a stretch of pixels.
struct Axis {
  stats::Interval range;  // of the numbers; never empty
  double from = 0;        // where range.lo lies
  double to = 0;          // where range.hi lies; below `from` on an axis that points up
  Spacing spacing = Spacing::even;

  double at(double value) const;       // the pixel, also beyond the ends
  double clamped(double value) const;  // the pixel; of a value beyond an end that end
};

// Returns round numbers within the range, about `wanted` of them.
std::vector<double> ticks(const stats::Interval& range, int wanted, Spacing spacing = Spacing::even);

// Returns a range that holds all values, with a little room; `with_zero`: 0 as well. Without values 0 to 1. It is never
// so narrow that its numbers would look the same.
stats::Interval range_of(const std::vector<double>& values, bool with_zero);
// The same by factors, of values above 0.
stats::Interval range_by_factors(std::vector<double> values);

// Returns "0.25", "60", "1,200": a number on an axis.
std::string tick_text(double value);
// Returns "12.5": a tenth of a pixel is finer than a screen shows.
std::string pixels(double value);

// The area between the axes of a chart.
struct Frame {
  double left = 0, right = 0, top = 0, bottom = 0;
};

// Draws lines across the frame, the numbers, and what they are of, kept inside the drawing.
Axis add_x_axis(Drawing& drawing, const stats::Interval& range, const Frame& frame, const std::string& caption,
                Spacing spacing = Spacing::even);
Axis add_y_axis(Drawing& drawing, const stats::Interval& range, const Frame& frame, const std::string& caption,
                Spacing spacing = Spacing::even);

// The parts of them: lines and numbers, and what they are of.
void add_x_ticks(Drawing& drawing, const Axis& axis, const Frame& frame);
void add_x_caption(Drawing& drawing, const Frame& frame, const std::string& caption);
Axis add_y_ticks(Drawing& drawing, const stats::Interval& range, const Frame& frame, Spacing spacing = Spacing::even);

// Returns how much room the numbers left of a y axis need.
double room_for_y_axis(const stats::Interval& range, double height, Spacing spacing = Spacing::even);

// The unit in which an axis counts: a value of `size` is 1.
struct AxisUnit {
  double size = 1;
  std::string name;
};
AxisUnit axis_unit_of(const Measure& measure, double largest);

// Returns the text, cut with "…" to at most `width` pixels.
std::string fitted(const std::string& text, double width, double size);

// Returns a name, cut with "…" in its middle: the ends of names tell more of them apart.
std::string fitted_name(const std::string& name, double width, double size);

// Returns the pixels of the widest text.
double widest(const std::vector<std::string>& texts, double size);

inline bool is_narrow(double width) { return width < 500; }

// The role by which a model's marks get their colour: what was shown of it.
std::string role_of(const Report& report, const std::string& model);

// "49.4 [43.5, 54.9]", as the column of a table prints it.
std::string figure_text(const Figure& figure, const Measure& measure);

}  // namespace quantladder::report
