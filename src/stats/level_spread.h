// Adds up what MOVER needs over the levels of one model, for levels that are independent ("apart") and for levels that
// pass and fail together.
#pragma once

#include <optional>
#include <span>

#include "quantladder/stats/score_interval.h"

namespace quantladder::stats {

struct LevelSpread {
  // Squared distances from the mean score to its limits.
  struct Limits {
    double below = 0;
    double above = 0;
  };
  Limits apart;
  Limits together;
  // Variance of one score.
  double variance_apart = 0;
  double variance_together = 0;
  double points = 0;
  double squared_points = 0;  // of each level, summed up
};

// Returns nullopt for a level without trials or with negative points.
std::optional<LevelSpread> level_spread(std::span<const LevelCount> levels, double level);

// Returns the correlation that any two levels are taken to have: that of the scores' variance, counted n - 1 times, and
// that of the prior, counted twice. `variance` is that of one score, n the iterations behind it. For an interval of
// `level`.
double level_correlation(const LevelSpread& spread, double variance, double n, double level);

// Between `apart` (correlation 0) and `together` (1).
LevelSpread::Limits at_correlation(const LevelSpread& spread, double correlation);

}  // namespace quantladder::stats
