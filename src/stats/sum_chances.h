// The distribution of a sum of independent whole numbers, by convolution: what the exact bootstrap and the exact
// sign-flip test are made of.
#pragma once

#include <cstddef>
#include <utility>
#include <vector>

namespace quantladder::stats {

using Steps = std::vector<std::pair<std::size_t, double>>;  // (number, its probability), ascending

// Probabilities of consecutive sums, the first of which is `origin`.
struct SumChances {
  std::vector<double> chance{1.0};
  std::size_t origin = 0;
  double lost = 0;  // probability of the sums far out that were left away, at most
  double work = 0;  // multiplications that it took
};

// Leaves away the cells at both ends that weigh less than 1e-25. The sum of n draws spreads with sqrt(n), its reach
// with n: for many draws nearly all cells are such.
void trim(SumChances& sum);

// The sum of n draws, by squaring, trimmed; every cell is right to a few units of its own last place.
SumChances sum_of(std::size_t n, const Steps& draw);

// The sum of `sum` and `stride` times `other`, not trimmed.
SumChances add(const SumChances& sum, const SumChances& other, std::size_t stride);

// Cells that the sum of n draws reaches over, and the multiplications that sum_of takes for it, at most.
double reach_of_sum(std::size_t n, const Steps& draw);
double cost_of_sum(std::size_t n, const Steps& draw);

// Returns the same sum as the inverse Fourier transform of the n-th power of the draw's transform: n log n instead of
// n^2, but each cell is right to about 1e-15 only, whatever it weighs, and may lie below 0 by as much.
SumChances sum_by_fourier(std::size_t n, const Steps& draw);

}  // namespace quantladder::stats
