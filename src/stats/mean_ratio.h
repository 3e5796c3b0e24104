// The ratio of two paired means: figures that are compared by how many times the one is the other, and that are too
// near 0 for logarithms, such as KL divergences.
#pragma once

#include "quantladder/stats/equivalence.h"
#include "quantladder/stats/paired.h"

namespace quantladder::stats {

// Fieller's interval (1954) of mean(a) / mean(b), in per cent of difference from 1: all ratios r for which a t test of
// a - r b does not reject a mean of 0. None where the mean of b is not shown to be above 0 at this level.
DifferenceInterval mean_ratio_interval(const PairedSeries& pairs, double level);

// Two one-sided t tests of a - b / (1 + margin/100) > 0 and (1 + margin/100) b - a > 0: the ratio lies within
// 1 / (1 + margin/100) .. 1 + margin/100. Needs three different values on the way.
Equivalence mean_ratio_equivalence(const PairedSeries& pairs, double margin_percent);

}  // namespace quantladder::stats
