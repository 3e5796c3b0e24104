#include <algorithm>
#include <cmath>

#include "quantladder/stats/describe.h"
#include "quantladder/stats/paired.h"
#include "stats/level_spread.h"

namespace quantladder::stats {
namespace {

struct MoverSide {
  LevelSpread spread;
  double mean = 0;
  double variance = 0;  // of one score
  double n = 0;

  double variance_of_mean() const { return variance / n; }
};

std::optional<MoverSide> side_of(const Series& series, double level) {
  const auto centre = mean(series.values);
  if (!centre || series.levels.empty()) return std::nullopt;
  std::vector<LevelCount> counts;
  for (const LevelSeries& one : series.levels) {
    double passed = 0;
    for (const double credit : one.credit) passed += credit;
    counts.push_back({passed, static_cast<double>(one.credit.size()), one.points});
  }
  const auto spread = level_spread(counts, level);
  if (!spread) return std::nullopt;
  const double sd = standard_deviation(series.values).value_or(0);
  return MoverSide{*spread, *centre, sd * sd, static_cast<double>(series.values.size())};
}

struct MoverSides {
  MoverSide a;
  MoverSide b;
};

std::optional<MoverSides> sides_of(const Series& a, const Series& b, double level) {
  const auto same_points = [](const LevelSeries& x, const LevelSeries& y) { return x.points == y.points; };
  if (!std::equal(a.levels.begin(), a.levels.end(), b.levels.begin(), b.levels.end(), same_points)) return std::nullopt;
  const auto of_a = side_of(a, level);
  const auto of_b = side_of(b, level);
  if (!of_a || !of_b) return std::nullopt;
  return MoverSides{*of_a, *of_b};
}

// The difference is least where A is least and B is greatest. `f`: widens both distances.
Interval combine(const MoverSides& sides, const LevelSpread::Limits& a, const LevelSpread::Limits& b, double f = 1) {
  const double points = sides.a.spread.points;
  const double centre = sides.a.mean - sides.b.mean;
  return {std::max(-points, centre - f * std::sqrt(a.below + b.above)),
          std::min(points, centre + f * std::sqrt(a.above + b.below))};
}

// `variance` is that of the mean difference as observed; it is compared with what independent levels would give.
Interval with_design_effect(const MoverSides& sides, double variance) {
  const double apart = sides.a.spread.variance_apart / sides.a.n + sides.b.spread.variance_apart / sides.b.n;
  const double f = apart > 0 ? std::sqrt(std::max(1.0, variance / apart)) : 1;
  return combine(sides, sides.a.spread.apart, sides.b.spread.apart, f);
}

LevelSpread::Limits correlated_limits(const MoverSide& side, double level) {
  return at_correlation(side.spread, level_correlation(side.spread, side.variance, side.n, level));
}

}  // namespace

std::optional<Interval> mover_difference(const PairedSeries& pairs, double level) {
  const auto sides = sides_of(pairs.a, pairs.b, level);
  if (!sides) return std::nullopt;
  const double sd = standard_deviation(pairs.differences).value_or(0);
  return with_design_effect(*sides, sd * sd / sides->a.n);
}

std::optional<Interval> mover_difference(const Series& a, const Series& b, double level) {
  const auto sides = sides_of(a, b, level);
  if (!sides) return std::nullopt;
  return with_design_effect(*sides, sides->a.variance_of_mean() + sides->b.variance_of_mean());
}

std::optional<Interval> correlated_difference(const Series& a, const Series& b, double level) {
  const auto sides = sides_of(a, b, level);
  if (!sides) return std::nullopt;
  return combine(*sides, correlated_limits(sides->a, level), correlated_limits(sides->b, level));
}

}  // namespace quantladder::stats
