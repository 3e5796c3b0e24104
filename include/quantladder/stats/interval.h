// A closed interval of numbers, whatever their unit.
#pragma once

namespace quantladder::stats {

inline constexpr double kDefaultAlpha = 0.05;
inline constexpr double kDefaultLevel = 1 - kDefaultAlpha;

struct Interval {
  double lo = 0;
  double hi = 0;

  double width() const { return hi - lo; }
  bool contains(double x) const { return lo <= x && x <= hi; }
};

}  // namespace quantladder::stats
