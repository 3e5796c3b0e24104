// The difference of two means and how well it is known.
#pragma once

#include <optional>
#include <span>

#include "quantladder/stats/interval.h"

namespace quantladder::stats {

struct TStatistic {
  double difference = 0;
  double standard_error = 0;
  double df = 0;  // degrees of freedom

  Interval interval(double level) const;
};
// Returns that of two independent means (Welch 1947, Satterthwaite 1946); nullopt for fewer than 2 values on a side,
// NaN, or no spread on both.
std::optional<TStatistic> welch(std::span<const double> a, std::span<const double> b);

}  // namespace quantladder::stats
