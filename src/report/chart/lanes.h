// Rows of a chart that have a name each: beside their marks where there is room, above them on a phone.
#pragma once

#include <string>
#include <vector>

#include "axis.h"

namespace quantladder::report {

struct LaneText {
  std::string name;
  std::string sub;          // below the name, smaller; empty: nothing
  std::string text;         // what its marks say in words; empty: nothing
  bool is_heading = false;  // of the lanes below it; has no marks
};

// Where the marks of a lane lie.
struct Lane {
  double top = 0;
  double bottom = 0;
  double middle() const { return (top + bottom) / 2; }
};

struct LaneHeights {
  double wide = 38;
  double narrow = 24;
};

struct Lanes {
  Frame frame;  // around the marks of all
  std::vector<Lane> lanes;
  bool texts_above = false;
};

inline constexpr double kBelowLanes = 44;  // for an axis

// Lays the lanes out below `top`.
Lanes lay_out(const std::vector<LaneText>& texts, double width, const LaneHeights& heights, double top);

void add_texts(Drawing& drawing, const std::vector<LaneText>& texts, const Lanes& lanes);

}  // namespace quantladder::report
