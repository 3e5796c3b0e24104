#include <algorithm>
#include <cmath>

#include "quantladder/stats/binomial.h"
#include "quantladder/stats/bootstrap.h"
#include "quantladder/stats/describe.h"
#include "quantladder/stats/distributions.h"
#include "quantladder/stats/paired.h"
#include "quantladder/stats/score_interval.h"
#include "stats/welch.h"

namespace quantladder::stats {
namespace {

// One level of one side: its share of credit with Jeffreys limits, and the variance of a mean of independent credits.
struct Share {
  double p = 0;
  Interval limits;
  double variance = 0;
};

std::optional<Share> share_of(const LevelSeries& level, double confidence) {
  const auto n = static_cast<double>(level.credit.size());
  double passed = 0;
  for (const double credit : level.credit) passed += credit;
  const auto limits = jeffreys(passed, n, confidence);
  if (!limits) return std::nullopt;
  const double p = passed / n;
  return Share{p, *limits, n > 1 ? p * (1 - p) / (n - 1) : 0};
}

double square(double x) { return x * x; }

// `variance` is that of the mean difference as observed; it is compared with what independent levels would give.
std::optional<MoverDifference> mover(const Series& a, const Series& b, double variance, double confidence) {
  const auto mean_a = mean(a.values);
  const auto mean_b = mean(b.values);
  if (!mean_a || !mean_b || a.levels.empty() || a.levels.size() != b.levels.size()) return std::nullopt;
  double below = 0;
  double above = 0;
  double independent = 0;
  double points = 0;
  for (std::size_t i = 0; i < a.levels.size(); ++i) {
    const auto of_a = share_of(a.levels[i], confidence);
    const auto of_b = share_of(b.levels[i], confidence);
    if (!of_a || !of_b || a.levels[i].points != b.levels[i].points) return std::nullopt;
    const double weight = square(a.levels[i].points);
    below += weight * (square(of_a->p - of_a->limits.lo) + square(of_b->limits.hi - of_b->p));
    above += weight * (square(of_a->limits.hi - of_a->p) + square(of_b->p - of_b->limits.lo));
    independent += weight * (of_a->variance + of_b->variance);
    points += a.levels[i].points;
  }
  const double design_effect = independent > 0 ? std::max(1.0, variance / independent) : 1;
  const double f = std::sqrt(design_effect);
  const double centre = *mean_a - *mean_b;
  return MoverDifference{
      {std::max(-points, centre - f * std::sqrt(below)), std::min(points, centre + f * std::sqrt(above))},
      design_effect};
}

double variance_of_mean(std::span<const double> values) {
  const double sd = standard_deviation(values).value_or(0);
  return values.empty() ? 0 : sd * sd / static_cast<double>(values.size());
}

DifferenceInterval by_mover(const std::optional<MoverDifference>& mover, double level, const std::string& reason) {
  DifferenceInterval result{.level = level, .reason = reason};
  if (!mover) {
    result.reason += "; without the levels' results no interval is valid";
    return result;
  }
  result.interval = mover->interval;
  result.method = DifferenceMethod::mover_jeffreys;
  result.design_effect = mover->design_effect;
  return result;
}

std::string reason_against_spread(std::span<const double> values, const std::string& one, const std::string& many,
                                  const std::string& mode) {
  const int n = static_cast<int>(values.size());
  const int off_mode = count_off_mode(values);
  if (n < kLeastIterationsForBootstrap) {
    return std::to_string(n) + (n == 1 ? one : many) + ", fewer than " + std::to_string(kLeastIterationsForBootstrap);
  }
  if (off_mode >= kLeastOffMode) return "";
  if (off_mode == 0) return "all " + mode + "s are equal";
  return "only " + std::to_string(off_mode) + (off_mode == 1 ? one : many) + " off the most frequent " + mode +
         ", fewer than " + std::to_string(kLeastOffMode);
}

bool is_level(double level) { return level > 0 && level < 1; }

}  // namespace

std::string reason_against_spread(std::span<const double> differences) {
  return reason_against_spread(differences, " pair", " pairs", "difference");
}

std::string reason_against_welch(const Series& a, const Series& b) {
  const auto reason = reason_against_spread(a.values, " iteration", " iterations", "score");
  return reason.empty() ? reason_against_spread(b.values, " iteration", " iterations", "score") : reason;
}

std::optional<Welch> welch(std::span<const double> a, std::span<const double> b) {
  if (a.size() < 2 || b.size() < 2 || !all_finite(a) || !all_finite(b)) return std::nullopt;
  const double of_a = variance_of_mean(a);
  const double of_b = variance_of_mean(b);
  if (!(of_a + of_b > 0)) return std::nullopt;
  const double df = square(of_a + of_b) / (square(of_a) / static_cast<double>(a.size() - 1) +
                                           square(of_b) / static_cast<double>(b.size() - 1));
  return Welch{*mean(a) - *mean(b), std::sqrt(of_a + of_b), df};
}

std::optional<MoverDifference> mover_difference(const PairedSeries& pairs, double level) {
  return mover(pairs.a, pairs.b, variance_of_mean(pairs.differences), level);
}

std::optional<MoverDifference> mover_difference(const Series& a, const Series& b, double level) {
  return mover(a, b, variance_of_mean(a.values) + variance_of_mean(b.values), level);
}

DifferenceInterval paired_interval(const PairedSeries& pairs, double level) {
  const auto& differences = pairs.differences;
  if (differences.empty() || !is_level(level)) return {.level = level, .reason = "no pair"};
  const std::string reason = reason_against_spread(differences);
  if (!reason.empty()) return by_mover(mover_difference(pairs, level), level, reason);
  const auto unit = lattice_unit(differences);
  auto distribution = unit ? exact_bootstrap_mean(differences, *unit) : std::nullopt;
  if (!distribution) distribution = resampled_bootstrap_mean(differences);
  return {.interval = bootstrap_interval(differences, *distribution, BootstrapLimits::expanded_percentile, level),
          .level = level,
          .method = DifferenceMethod::expanded_percentile,
          .exact = distribution->exact};
}

DifferenceInterval unpaired_interval(const Series& a, const Series& b, double level) {
  if (a.values.empty() || b.values.empty() || !is_level(level)) return {.level = level, .reason = "no iteration"};
  const std::string reason = reason_against_welch(a, b);
  const auto spread = welch(a.values, b.values);
  if (!reason.empty() || !spread) return by_mover(mover_difference(a, b, level), level, reason);
  const double half = t_quantile(0.5 + level / 2, spread->df) * spread->standard_error;
  return {.interval = Interval{spread->difference - half, spread->difference + half},
          .level = level,
          .method = DifferenceMethod::welch_t};
}

}  // namespace quantladder::stats
