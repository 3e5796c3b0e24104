// Permutation tests. Paired: if A and B are alike, every difference could as well have had the other sign. Of two
// samples that can't be paired (different seeds, different iterations): which of the observations are A's is permuted
// instead.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

namespace quantladder::stats {

struct PermutationTest {
  double p = 1;       // two-sided: P(|statistic| >= observed); never 0
  double mid_p = 1;   // the same with ties counted half; closer to its nominal level, not guaranteed
  double floor = 1;   // the smallest p that these data could have given, whatever the signs (or groups)
  bool exact = true;  // false: Monte Carlo, p = (1 + b) / (1 + B) with fixed seed (kResamples, kResamplingSeed)
  double work = 0;    // multiplications, or additions of drawn values, that it took
};

// Goes over all 2^n sign patterns of the sum, by convolution over the differences' lattice (any lattice of whole 1e-6):
// one binomial for each distinct magnitude. With many differences a p below about 1e-20 is an upper bound. Off a
// lattice, or on one so fine that it would take more than 4e8 multiplications, up to 20 differences other than 0 are
// enumerated, and beyond it is Monte Carlo. floor = 2 / 2^n' with n' differences other than 0: five pairs can't go
// below 0.0625. All differences 0: p = 1, mid_p = 0.5 (every pattern ties), floor = 1. Returns nullopt for n < 2 or
// NaN: one pair has no p.
std::optional<PermutationTest> sign_flip(std::span<const double> differences);

// Goes over all C(n_a + n_b, n_a) ways to choose A's observations, by dynamic programming over (chosen, sum) on the
// lattice of the pooled values; the statistic is |sum of A - its expectation|. It costs n_a (n_a + n_b) range / step:
// beyond 3e8 steps, or off a lattice with more than about 100,000 ways, it is Monte Carlo with fixed seed (`exact`
// false). Where more than 1,000 are chosen among values that repeat often, how many of each distinct value are chosen
// is drawn, not which ones. floor is the probability of the most extreme split. All values equal: p = 1. Returns
// nullopt for an empty side, fewer than three values together, or NaN.
std::optional<PermutationTest> two_sample_permutation(std::span<const double> a, std::span<const double> b);

// Observations that are alike but for the side they are on: of one iteration, whose seed is the same every night.
struct PermutationBlock {
  std::vector<std::size_t> values;  // whole numbers, in units of a lattice; those of side A first
  std::size_t of_a = 0;             // how many these are
};

// Goes over all ways to choose A's observations within each block, by convolution; the statistic is |sum of A - its
// expectation|. With one observation of each side in every block it is the sign-flip test of their differences. It
// costs (observations of A)^2 times the distinct values times the range, so it is meant for few of A and short ranges.
// A block without both sides tells nothing. floor is the probability of the most extreme choice. Returns nullopt where
// no block has both sides, or one has fewer observations than A's.
std::optional<PermutationTest> block_permutation(std::span<const PermutationBlock> blocks);

}  // namespace quantladder::stats
