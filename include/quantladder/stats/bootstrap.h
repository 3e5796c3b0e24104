// Bootstrap of the mean without resampling noise. Scores lie on a lattice (multiples of the greatest common divisor of
// the points), so the distribution of the resampled mean is an n-fold convolution and can be computed exactly: no
// random number, no seed, the same limits on every machine.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "quantladder/stats/interval.h"

namespace quantladder::stats {

// Distribution of the mean of n draws with replacement.
struct BootstrapMean {
  std::vector<double> values;      // ascending
  std::vector<double> cumulative;  // P(mean <= values[i]); same length, the last one is 1 up to rounding
  double below_observed = 0;       // P(mean < observed)
  double at_observed = 0;          // P(mean = observed)
  bool exact = true;               // false: Monte Carlo
  double work = 0;                 // multiplications, or random draws, that it took
};

// Returns the largest step, a whole number of 1e-6, of which every value is a multiple; nullopt when there is none or
// when all are zero. lattice_unit({25, 25, 15, 10}) = 5, lattice_unit({12.5, 10}) = 2.5.
std::optional<double> lattice_unit(std::span<const double> values);

// Computes it by convolution; for more than 1,000 scores by Fourier transform (n log n). Returns nullopt for n < 2,
// non-finite scores, scores that are no multiples of `unit` apart (to 1e-6 of it), or a lattice so fine that it would
// take more than about a second.
std::optional<BootstrapMean> exact_bootstrap_mean(std::span<const double> scores, double unit);

inline constexpr int kResamples = 9999;
inline constexpr std::uint64_t kResamplingSeed = 20240607;

// Computes it for scores off the lattice: by resampling, with the same numbers for the same seed on every platform.
// More than 1,000 scores are put on a grid instead and convolved, which takes no random number and is more precise than
// resampling: limits are off by less than a thousandth of the interval's width. Returns nullopt for n < 2 or non-finite
// scores.
std::optional<BootstrapMean> resampled_bootstrap_mean(std::span<const double> scores, int resamples = kResamples,
                                                      std::uint64_t seed = kResamplingSeed);

enum class BootstrapLimits {
  percentile,
  expanded_percentile,  // z replaced by sqrt(n/(n-1)) t(n-1) (Hesterberg 2015): cures narrowness at small n
  bca,                  // bias-corrected and accelerated (Efron 1987)
  expanded_bca,
};

struct BcaTerms {
  double z0 = 0;            // normal quantile of P(mean < observed) + P(mean = observed) / 2: ties count half
  double acceleration = 0;  // sum (x-m)^3 / (6 (sum (x-m)^2)^1.5)
};
// Returns nullopt for zero spread.
std::optional<BcaTerms> bca_terms(std::span<const double> scores, const BootstrapMean& distribution);

// Returns limits that are values of the distribution: the smallest with cumulative >= the wanted probability (to
// 1e-12). nullopt for zero spread, n < 2 or a level outside (0, 1).
std::optional<Interval> bootstrap_interval(std::span<const double> scores, const BootstrapMean& distribution,
                                           BootstrapLimits limits, double level = kDefaultLevel);

}  // namespace quantladder::stats
