#include "quantladder/stats/score_interval.h"

#include <algorithm>
#include <cmath>

#include "quantladder/stats/bootstrap.h"
#include "quantladder/stats/describe.h"
#include "stats/few_iterations.h"
#include "stats/level_spread.h"

namespace quantladder::stats {
namespace {

int distinct_of(const ScoreSample& sample) {
  const int n = static_cast<int>(sample.scores.size());
  return sample.distinct > 0 ? std::min(sample.distinct, n) : n;
}

std::string reason_against_bootstrap(const ScoreSample& sample) {
  const std::size_t n = sample.scores.size();
  const auto distinct = static_cast<std::size_t>(distinct_of(sample));
  if (distinct == n) return reason_against_spread_of(sample.scores, "iteration", "score");
  return "only " + std::to_string(distinct) + " of " + std::to_string(n) + " iterations differ from each other";
}

std::optional<ScoreInterval> by_bootstrap(const ScoreSample& sample, double level) {
  std::vector<double> points;
  for (const LevelCount& count : sample.levels) points.push_back(count.points);
  // Partial credit lies between the points, and scores without their levels still lie on a lattice, as a rule.
  points.insert(points.end(), sample.scores.begin(), sample.scores.end());
  const auto unit = lattice_unit(points);
  auto distribution = unit ? exact_bootstrap_mean(sample.scores, *unit) : std::nullopt;
  if (!distribution) distribution = resampled_bootstrap_mean(sample.scores);
  if (!distribution) return std::nullopt;
  const auto interval = bootstrap_interval(sample.scores, *distribution, BootstrapLimits::expanded_bca, level);
  if (!interval) return std::nullopt;
  return ScoreInterval{.interval = *interval,
                       .level = level,
                       .method = ScoreMethod::expanded_bca,
                       .exact = distribution->exact,
                       .effective_n = static_cast<double>(sample.scores.size())};
}

// Returns the levels with as many trials as there are distinct iterations.
std::vector<LevelCount> distinct_levels(const ScoreSample& sample) {
  const double share = static_cast<double>(distinct_of(sample)) / static_cast<double>(sample.scores.size());
  std::vector<LevelCount> levels = sample.levels;
  for (LevelCount& count : levels) {
    count.passed *= share;
    count.trials *= share;
  }
  return levels;
}

std::optional<ScoreInterval> by_mover(const ScoreSample& sample, double level, const std::string& reason) {
  const auto mover = mover_jeffreys(sample.scores, distinct_levels(sample), level);
  if (!mover) return std::nullopt;
  return ScoreInterval{.interval = mover->interval,
                       .level = level,
                       .method = ScoreMethod::mover_jeffreys,
                       .fallback_reason = reason,
                       .design_effect = mover->design_effect,
                       .effective_n = static_cast<double>(distinct_of(sample))};
}

std::optional<ScoreInterval> for_many(const ScoreSample& sample, double level) {
  const std::string reason = reason_against_bootstrap(sample);
  if (reason.empty()) {
    if (auto interval = by_bootstrap(sample, level)) return interval;
  }
  return by_mover(sample, level, reason.empty() ? "no bootstrap distribution" : reason);
}

ScoreInterval allow_for_few(ScoreInterval many, const CorrelatedMover& few, double share) {
  many.interval = blend(many.interval, few.interval, share);
  many.level_correlation = few.correlation;
  if (many.method != ScoreMethod::expanded_bca) return many;
  many.method = ScoreMethod::blended;
  many.fallback_reason = reason_for_blend(static_cast<int>(many.effective_n));
  return many;
}

}  // namespace

std::optional<MoverInterval> mover_jeffreys(std::span<const double> scores, std::span<const LevelCount> levels,
                                            double level) {
  const auto centre = mean(scores);
  const auto spread = level_spread(levels, level);
  if (!centre || !spread || levels.empty()) return std::nullopt;
  const double sd = standard_deviation(scores).value_or(0);
  const double apart = spread->variance_apart;
  const double design_effect = apart > 0 ? std::max(1.0, sd * sd / apart) : 1.0;
  const double f = std::sqrt(design_effect);
  return MoverInterval{{std::max(0.0, *centre - f * std::sqrt(spread->apart.below)),
                        std::min(spread->points, *centre + f * std::sqrt(spread->apart.above))},
                       design_effect};
}

std::optional<CorrelatedMover> correlated_mover(std::span<const double> scores, std::span<const LevelCount> levels,
                                                double n, double level) {
  const auto centre = mean(scores);
  const auto spread = level_spread(levels, level);
  if (!centre || !spread || levels.empty() || !(n > 0)) return std::nullopt;
  const double sd = standard_deviation(scores).value_or(0);
  const double rho = level_correlation(*spread, sd * sd, n, level);
  const auto squared = at_correlation(*spread, rho);
  return CorrelatedMover{
      {std::max(0.0, *centre - std::sqrt(squared.below)), std::min(spread->points, *centre + std::sqrt(squared.above))},
      rho};
}

std::optional<ScoreInterval> score_interval(const ScoreSample& sample, double level) {
  if (sample.scores.empty() || !all_finite(sample.scores) || !(level > 0) || !(level < 1)) return std::nullopt;
  auto many = for_many(sample, level);
  const int n = distinct_of(sample);
  const double share = share_of_many(n);
  if (!many || share == 1) return many;
  const auto few = correlated_mover(sample.scores, distinct_levels(sample), n, level);
  return few ? allow_for_few(*many, *few, share) : many;
}

}  // namespace quantladder::stats
