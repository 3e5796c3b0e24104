// Axes around a centre, and what each of several models has on them.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <vector>

#include "axis.h"
#include "legend.h"

namespace quantladder::report {

struct WheelAxis {
  std::string name;
  std::string sub;  // below the name, smaller; empty: nothing
};

// Where a model lies on an axis: 0 is the centre, 1 the rim. What lies beyond them is drawn at them, as a ring.
struct WheelPlace {
  std::optional<double> at;  // absent: not known
  std::optional<stats::Interval> span;
  std::string tip;  // without the model's name
};

struct WheelModel {
  std::string name;
  std::vector<WheelPlace> places;  // by axis
};

enum class WheelArea {
  outlined,  // inside the outline, where all axes are known
  spans,     // from one end of the intervals to the other, where all axes have one
};

struct WheelChart {
  std::vector<WheelAxis> axes;  // from the right hand side on, against the clock
  std::vector<WheelModel> models;
  WheelArea area = WheelArea::outlined;
  bool has_ring_numbers = false;  // 1 to kWheelRings
};

inline constexpr int kWheelRings = 5;

// They tell models apart and say nothing of them.
inline constexpr std::array kModelColours{"lead", "fail", "pass", "error", "truncated", "worse"};

// Returns an entry for each name, in the order of the colours. There are at most as many names as colours.
std::vector<LegendEntry> legend_of_models(const std::vector<std::string>& names);

// Returns " Drawn are the first 6 of 9 models." where the colours do not suffice; else nothing.
std::string models_left_out(std::size_t models);

Drawing draw_wheel(const WheelChart& chart, double width);

}  // namespace quantladder::report
