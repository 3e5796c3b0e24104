// Speeds and times compared by server start: paired by round, on the log scale, so that "3 % faster" means the same for
// a fast and a slow machine.
#pragma once

#include <optional>
#include <span>

#include "quantladder/stats/interval.h"
#include "quantladder/stats/sign_flip.h"

namespace quantladder::stats {

struct PairedRatio {
  double ratio = 1;                     // geometric mean of a / b
  std::optional<Interval> interval;     // t(n-1) on the log scale; absent for n < 2 and zero spread
  std::optional<PermutationTest> test;  // exact sign flip of the log ratios; absent for n < 2
  int n = 0;                            // rounds
};

// a[i] and b[i] are one value each (a mean or a median) of the two models' server starts in round i. Nothing for
// different lengths, no round, or a value that is not > 0 and finite.
std::optional<PairedRatio> paired_ratio(std::span<const double> a, std::span<const double> b,
                                        double level = kDefaultLevel);

}  // namespace quantladder::stats
