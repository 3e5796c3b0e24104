// Plain descriptions of a sample. Order of the input does not matter; NaN or infinity anywhere gives nothing, like a
// sample that is too small.
#pragma once

#include <optional>
#include <span>

#include "quantladder/stats/interval.h"

namespace quantladder::stats {

bool all_finite(std::span<const double> values);

std::optional<double> mean(std::span<const double> values);    // n >= 1
std::optional<double> median(std::span<const double> values);  // n >= 1; the mean of the two middle ones for even n

// Returns the sample standard deviation, divisor n - 1; n >= 2.
std::optional<double> standard_deviation(std::span<const double> values);

// Returns the smallest value with at least a share p of the sample at or below it (nearest rank); n >= 1, p in (0, 1].
std::optional<double> nearest_rank(std::span<const double> values, double p);

// Returns how many values differ from the most frequent one; 0 for an empty sample.
int count_off_mode(std::span<const double> values);

// Returns Pearson's correlation of two series in step, -1..1; nullopt for different lengths or no spread on a side.
std::optional<double> correlation(std::span<const double> x, std::span<const double> y);

// Returns mean +- t(n-1) sd / sqrt(n); nullopt for n < 2 and for zero spread: an interval of zero width would claim
// certainty.
std::optional<Interval> student_t_interval(std::span<const double> values, double level = kDefaultLevel);

}  // namespace quantladder::stats
