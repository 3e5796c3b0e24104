// Two samples that can't be paired (different seeds, different iterations): which of the observations are A's is
// permuted instead of signs.
#pragma once

#include <optional>
#include <span>

#include "quantladder/stats/sign_flip.h"

namespace quantladder::stats {

// Goes over all C(n_a + n_b, n_a) ways to choose A's observations, by dynamic programming over (chosen, sum) on the
// lattice of the pooled values; the statistic is |sum of A - its expectation|. It costs n_a (n_a + n_b) range / step:
// beyond 3e8 steps, or off a lattice with more than about 100,000 ways, it is Monte Carlo with fixed seed (`exact`
// false). Where more than 1,000 are chosen among values that repeat often, how many of each distinct value are chosen
// is drawn, not which ones. floor is the probability of the most extreme split. All values equal: p = 1. Returns
// nullopt for an empty side, fewer than three values together, or NaN.
std::optional<PermutationTest> two_sample_permutation(std::span<const double> a, std::span<const double> b);

}  // namespace quantladder::stats
