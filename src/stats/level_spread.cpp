#include "stats/level_spread.h"

#include <algorithm>
#include <cmath>

#include "quantladder/stats/binomial.h"
#include "quantladder/stats/distributions.h"

namespace quantladder::stats {
namespace {

// Full dependence for up to five levels of equal points. More levels get the correlation that widens as much:
// full dependence of twenty would more than double the interval of every large suite.
double prior_correlation(const LevelSpread& spread) {
  if (!(spread.squared_points > 0)) return 1;
  const double levels = spread.points * spread.points / spread.squared_points;  // Kish's effective number
  return levels > kPriorDesignEffect ? (kPriorDesignEffect - 1) / (levels - 1) : 1;
}

double observed_correlation(const LevelSpread& spread, double variance) {
  const double room = spread.variance_together - spread.variance_apart;
  // With fewer than two levels that vary there is nothing to learn from the scores.
  const bool shows = room > 1e-9 * spread.variance_together;
  return shows ? std::clamp((variance - spread.variance_apart) / room, 0.0, 1.0) : 0;
}

// A variance that few scores show is itself uncertain: Student's t against the normal, squared.
double widening(double n, double level) {
  const double ratio = t_quantile(0.5 + level / 2, n - 1) / normal_quantile(0.5 + level / 2);
  return ratio * ratio;
}

}  // namespace

std::optional<LevelSpread> level_spread(std::span<const LevelCount> levels, double level) {
  LevelSpread sum;
  double below = 0;
  double above = 0;
  double deviation = 0;
  for (const LevelCount& count : levels) {
    const auto limits = jeffreys(count.passed, count.trials, level);
    if (!limits || !(count.points >= 0)) return std::nullopt;
    const double p = count.passed / count.trials;
    const double to_below = count.points * (p - limits->lo);
    const double to_above = count.points * (limits->hi - p);
    const double of_one =
        count.trials > 1 ? count.points * count.points * p * (1 - p) * count.trials / (count.trials - 1) : 0;
    sum.apart.below += to_below * to_below;
    sum.apart.above += to_above * to_above;
    sum.variance_apart += of_one;
    sum.points += count.points;
    sum.squared_points += count.points * count.points;
    below += to_below;
    above += to_above;
    deviation += std::sqrt(of_one);
  }
  sum.together = {below * below, above * above};
  sum.variance_together = deviation * deviation;
  return sum;
}

double level_correlation(const LevelSpread& spread, double variance, double n, double level) {
  const double weight = std::max(0.0, n - 1);
  const double observed = weight > 0 ? observed_correlation(spread, variance) * widening(n, level) : 0;
  return (weight * std::min(1.0, observed) + kPriorWeight * prior_correlation(spread)) / (weight + kPriorWeight);
}

LevelSpread::Limits at_correlation(const LevelSpread& spread, double correlation) {
  const auto between = [&](double apart, double together) {
    return (1 - correlation) * apart + correlation * together;
  };
  return {between(spread.apart.below, spread.together.below), between(spread.apart.above, spread.together.above)};
}

}  // namespace quantladder::stats
