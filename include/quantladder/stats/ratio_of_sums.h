// A share of a total, such as the accepted ones of all drafted tokens, where both are summed over random units.
#pragma once

#include <optional>
#include <span>

#include "quantladder/stats/interval.h"

namespace quantladder::stats {

struct Part {
  double part = 0;   // 0..whole
  double whole = 0;  // of this unit
};

struct RatioOfSums {
  double value = 0;                  // sum of the parts / sum of the wholes
  std::optional<Interval> interval;  // within [0, 1]; absent below five units and for zero spread
  int n = 0;
};
inline constexpr int kLeastUnitsForRatio = 5;

// The interval is the expanded percentile bootstrap (bootstrap.h) over the units, of the ratio made linear around its
// value: unit i stands for value + (part - value x whole) / mean of the wholes. nullopt for wholes that sum to 0.
std::optional<RatioOfSums> ratio_of_sums(std::span<const Part> parts, double level = kDefaultLevel);

}  // namespace quantladder::stats
