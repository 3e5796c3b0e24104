#include "quantladder/stats/score_interval.h"

#include <algorithm>
#include <cmath>

#include "quantladder/stats/binomial.h"
#include "quantladder/stats/bootstrap.h"
#include "quantladder/stats/describe.h"

namespace quantladder::stats {
namespace {

// Sums over levels that MOVER needs, in squared points.
struct Spread {
  double below = 0;
  double above = 0;
  double variance = 0;  // of one score, if levels were independent
  double points = 0;
};

std::optional<Spread> spread_of(std::span<const LevelCount> levels, double level) {
  Spread sum;
  for (const LevelCount& count : levels) {
    const auto limits = jeffreys(count.passed, count.trials, level);
    if (!limits || !(count.points >= 0)) return std::nullopt;
    const double p = count.passed / count.trials;
    const double weight = count.points * count.points;
    sum.below += weight * (p - limits->lo) * (p - limits->lo);
    sum.above += weight * (limits->hi - p) * (limits->hi - p);
    if (count.trials > 1) sum.variance += weight * p * (1 - p) * count.trials / (count.trials - 1);
    sum.points += count.points;
  }
  return sum;
}

int distinct_of(const ScoreSample& sample) {
  const int n = static_cast<int>(sample.scores.size());
  return sample.distinct > 0 ? std::min(sample.distinct, n) : n;
}

std::string reason_against_bootstrap(const ScoreSample& sample) {
  const int n = static_cast<int>(sample.scores.size());
  const int distinct = distinct_of(sample);
  const int off_mode = count_off_mode(sample.scores);
  const auto iterations = [](int count) { return std::to_string(count) + (count == 1 ? " iteration" : " iterations"); };
  if (distinct < n) return "only " + std::to_string(distinct) + " of " + iterations(n) + " differ from each other";
  if (n < kLeastIterationsForBootstrap) {
    return iterations(n) + ", fewer than " + std::to_string(kLeastIterationsForBootstrap);
  }
  if (off_mode == 0) return "all scores are equal";
  if (off_mode < kLeastOffMode) {
    return "only " + iterations(off_mode) + " off the most frequent score, fewer than " + std::to_string(kLeastOffMode);
  }
  return "";
}

std::optional<ScoreInterval> by_bootstrap(const ScoreSample& sample, double level) {
  std::vector<double> points;
  for (const LevelCount& count : sample.levels) points.push_back(count.points);
  if (points.empty()) points = sample.scores;  // scores without their levels still lie on a lattice, as a rule
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

std::optional<ScoreInterval> by_mover(const ScoreSample& sample, double level, const std::string& reason) {
  const double share = static_cast<double>(distinct_of(sample)) / static_cast<double>(sample.scores.size());
  std::vector<LevelCount> levels = sample.levels;
  for (LevelCount& count : levels) {
    count.passed *= share;
    count.trials *= share;
  }
  const auto mover = mover_jeffreys(sample.scores, levels, level);
  if (!mover) return std::nullopt;
  return ScoreInterval{.interval = mover->interval,
                       .level = level,
                       .method = ScoreMethod::mover_jeffreys,
                       .fallback_reason = reason,
                       .design_effect = mover->design_effect,
                       .effective_n = static_cast<double>(distinct_of(sample))};
}

}  // namespace

std::optional<MoverInterval> mover_jeffreys(std::span<const double> scores, std::span<const LevelCount> levels,
                                            double level) {
  const auto centre = mean(scores);
  const auto spread = spread_of(levels, level);
  if (!centre || !spread || levels.empty()) return std::nullopt;
  const double sd = standard_deviation(scores).value_or(0);
  const double design_effect = spread->variance > 0 ? std::max(1.0, sd * sd / spread->variance) : 1.0;
  const double f = std::sqrt(design_effect);
  return MoverInterval{{std::max(0.0, *centre - f * std::sqrt(spread->below)),
                        std::min(spread->points, *centre + f * std::sqrt(spread->above))},
                       design_effect};
}

std::string_view to_id(ScoreMethod method) {
  switch (method) {
    case ScoreMethod::expanded_bca:
      return "expanded_bca";
    case ScoreMethod::mover_jeffreys:
      return "mover_jeffreys";
  }
  return "";
}

std::optional<ScoreInterval> score_interval(const ScoreSample& sample, double level) {
  if (sample.scores.empty() || !all_finite(sample.scores) || !(level > 0) || !(level < 1)) return std::nullopt;
  const std::string reason = reason_against_bootstrap(sample);
  if (reason.empty()) {
    if (auto interval = by_bootstrap(sample, level)) return interval;
  }
  return by_mover(sample, level, reason.empty() ? "no bootstrap distribution" : reason);
}

}  // namespace quantladder::stats
