// Continuous figures: tokens per second, times to the first token. The unit of repetition is the server start, not the
// request: requests of one start share its luck, and pooling them gives intervals that cover 15 % (Kalibera & Jones
// 2013).
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "quantladder/core/closed_set.h"
#include "quantladder/stats/interval.h"

namespace quantladder::stats {

struct GeometricMean {
  double value = 0;                  // exp of the mean logarithm; in the unit of the input
  std::optional<Interval> interval;  // t(n-1) on the log scale; absent for n = 1 and for zero spread
  int n = 0;
};
// Returns the geometric mean of one mean per server start, or of ratios of two models' starts; nullopt for an empty
// sample or a value <= 0 or NaN.
std::optional<GeometricMean> geometric_mean(std::span<const double> values, double level = kDefaultLevel);

struct MedianInterval {
  double median = 0;
  std::optional<Interval> interval;  // absent when even the extremes do not cover `level`: n < 6 at 95 %
  double coverage = 0;               // exact coverage of `interval`, >= level; 0 without one
};
// Returns a distribution-free interval: the innermost pair of order statistics of ranks (r, n+1-r) whose coverage 1 - 2
// P(Bin(n, 1/2) < r) reaches `level`. nullopt for an empty sample or NaN.
std::optional<MedianInterval> median_interval(std::span<const double> values, double level = kDefaultLevel);

inline constexpr double kOutlierZ = 3.5;

// Returns 0.6745 (x - median) / MAD (Iglewicz & Hoaglin 1993), in the order of the input. Empty when the sample is
// empty, not finite, or its median absolute deviation is 0: nothing is divided by it.
std::vector<double> modified_z(std::span<const double> values);

// Returns the indexes of values with |modified Z| > 3.5, ascending. They are pointed out, never removed.
std::vector<std::size_t> find_outliers(std::span<const double> values);

struct Correlation {
  double r = 0;        // -1..1
  double p_value = 1;  // two-sided, by the t approximation
};
// Returns Spearman's rank correlation of the values with their position: a trend over the run. Ties get average ranks.
// nullopt for n < 3, NaN, or zero spread.
std::optional<Correlation> spearman_trend(std::span<const double> values);

// Returns the Pearson correlation of values[0..n-2] with values[1..n-1]; nullopt for n < 3, NaN, or zero spread in
// either.
std::optional<double> lag1_autocorrelation(std::span<const double> values);

enum class Drift { none, trend, autocorrelation };
inline constexpr int kLeastValuesForDrift = 8;
// `trend` when Spearman's p < 0.01, else `autocorrelation` when |r1| > 2 / sqrt(n). `none` for fewer than 8 values.
Drift find_drift(std::span<const double> values);

}  // namespace quantladder::stats

namespace quantladder::core {

template <>
inline constexpr std::array<NamedValue<stats::Drift>, 3> kIds<stats::Drift>{
    {{stats::Drift::none, "none"}, {stats::Drift::trend, "trend"}, {stats::Drift::autocorrelation, "autocorrelation"}}};

}  // namespace quantladder::core
