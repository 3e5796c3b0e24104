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

// Touching counts as overlapping. Overlap is no evidence of equality: tests on two intervals work at a far smaller
// alpha than the intervals' own (Schenker & Gentleman 2001), so a report may only conclude from the absence of overlap.
inline bool overlap(const Interval& a, const Interval& b) { return a.lo <= b.hi && b.lo <= a.hi; }

}  // namespace quantladder::stats
