// Several comparisons at once: what has to be paid for asking more than one question of the same data.
#pragma once

#include <span>
#include <vector>

namespace quantladder::stats {

// Returns the step-down adjusted p-values (Holm 1979), in the order of the input: with the p-values ascending, the k-th
// of m (k = 0, 1, ..) becomes max over j <= k of (m - j) p_j, at most 1. Claims made at adjusted p < alpha are all true
// with probability 1 - alpha, whatever the dependence. A p that is NaN or outside [0, 1] stands for a comparison that
// was declared but could not be made: it counts as 1 for the others and comes back as NaN. Empty in, empty out.
std::vector<double> holm(std::span<const double> p_values);

// Returns the level at which each of `comparisons` intervals must be made for all to hold together with probability
// `level` (Bonferroni): 1 - (1 - level) / comparisons. comparisons < 1 counts as 1.
double simultaneous_level(double level, int comparisons);

}  // namespace quantladder::stats
