// Comparisons of positive, continuous figures: everything on the logs, told in per cent.
#pragma once

#include <optional>
#include <span>

#include "quantladder/stats/equivalence.h"
#include "quantladder/stats/paired.h"
#include "stats/welch.h"

namespace quantladder::stats {

double percent_of_log(double log_ratio);  // 100 (exp(x) - 1)
double log_of_percent(double percent);    // its inverse

// Returns the series with the logs of its values, without levels; nullopt when a value is not > 0.
std::optional<Series> logs_of(const Series& series);

// t over paired log ratios, or Welch's t over two sides of logs; limits in per cent. Speeds are continuous: ties do not
// make their spread doubtful, so two values are enough.
DifferenceInterval log_ratio_interval(std::span<const double> log_ratios, double level);
DifferenceInterval log_ratio_interval(std::span<const double> a, std::span<const double> b, double level);

// TOST on the logs against +-margin (a log). Needs 3 values off the most frequent one.
Equivalence log_ratio_equivalence(std::span<const double> log_ratios, double margin);
Equivalence log_ratio_equivalence(std::span<const double> a, std::span<const double> b, double margin);

// Returns what Welch's test finds with 80 % power at alpha 0.05, in the unit of its difference.
double detectable_by_welch(const TStatistic& spread);

}  // namespace quantladder::stats
