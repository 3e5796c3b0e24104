#include <algorithm>
#include <cmath>

#include "quantladder/stats/bootstrap.h"
#include "quantladder/stats/describe.h"
#include "quantladder/stats/distributions.h"
#include "quantladder/stats/paired.h"
#include "quantladder/stats/score_interval.h"
#include "stats/few_iterations.h"
#include "stats/welch.h"

namespace quantladder::stats {
namespace {

double square(double x) { return x * x; }

double variance_of_mean(std::span<const double> values) {
  const double sd = standard_deviation(values).value_or(0);
  return values.empty() ? 0 : sd * sd / static_cast<double>(values.size());
}

DifferenceInterval by_mover(const std::optional<Interval>& mover, double level, const std::string& reason) {
  if (mover) return {.interval = mover, .level = level, .method = DifferenceMethod::mover_jeffreys, .reason = reason};
  return {.level = level, .reason = reason + "; without the levels' results no interval is valid"};
}

DifferenceInterval by_bootstrap(std::span<const double> differences, double level) {
  const auto unit = lattice_unit(differences);
  auto distribution = unit ? exact_bootstrap_mean(differences, *unit) : std::nullopt;
  if (!distribution) distribution = resampled_bootstrap_mean(differences);
  return {.interval = bootstrap_interval(differences, *distribution, BootstrapLimits::expanded_percentile, level),
          .level = level,
          .method = DifferenceMethod::expanded_percentile,
          .exact = distribution->exact};
}

// `n`: iterations of the shorter side. Scores without levels know no interval for few.
DifferenceInterval allow_for_few(DifferenceInterval many, const std::optional<Interval>& few, int n) {
  const double share = share_of_many(n);
  if (share == 1 || !many.interval || !few) return many;
  many.interval = blend(*many.interval, *few, share);
  if (many.method == DifferenceMethod::mover_jeffreys) return many;
  many.method = DifferenceMethod::blended;
  many.reason = reason_for_blend(n);
  return many;
}

bool is_level(double level) { return level > 0 && level < 1; }

}  // namespace

std::string reason_against_spread(std::span<const double> differences) {
  return reason_against_spread_of(differences, "pair", "difference");
}

std::string reason_against_welch(const Series& a, const Series& b) {
  const auto reason = reason_against_spread_of(a.values, "iteration", "score");
  return reason.empty() ? reason_against_spread_of(b.values, "iteration", "score") : reason;
}

Interval TStatistic::interval(double level) const {
  const double half = t_quantile(0.5 + level / 2, df) * standard_error;
  return {difference - half, difference + half};
}

std::optional<TStatistic> welch(std::span<const double> a, std::span<const double> b) {
  if (a.size() < 2 || b.size() < 2 || !all_finite(a) || !all_finite(b)) return std::nullopt;
  const double of_a = variance_of_mean(a);
  const double of_b = variance_of_mean(b);
  if (!(of_a + of_b > 0)) return std::nullopt;
  const double df = square(of_a + of_b) / (square(of_a) / static_cast<double>(a.size() - 1) +
                                           square(of_b) / static_cast<double>(b.size() - 1));
  return TStatistic{*mean(a) - *mean(b), std::sqrt(of_a + of_b), df};
}

DifferenceInterval paired_interval(const PairedSeries& pairs, double level) {
  const auto& differences = pairs.differences;
  if (differences.empty() || !is_level(level)) return {.level = level, .reason = "no pair"};
  const int n = static_cast<int>(differences.size());
  const std::string reason = reason_against_spread(differences);
  const auto few = share_of_many(n) < 1 ? correlated_difference(pairs.a, pairs.b, level) : std::nullopt;
  if (n < kLeastIterationsForBootstrap) return by_mover(few, level, reason);
  return allow_for_few(
      reason.empty() ? by_bootstrap(differences, level) : by_mover(mover_difference(pairs, level), level, reason), few,
      n);
}

DifferenceInterval unpaired_interval(const Series& a, const Series& b, double level) {
  if (a.values.empty() || b.values.empty() || !is_level(level)) return {.level = level, .reason = "no iteration"};
  const int n = static_cast<int>(std::min(a.values.size(), b.values.size()));
  const std::string reason = reason_against_welch(a, b);
  const auto few = share_of_many(n) < 1 ? correlated_difference(a, b, level) : std::nullopt;
  if (n < kLeastIterationsForBootstrap) return by_mover(few, level, reason);
  const auto spread = welch(a.values, b.values);
  if (!reason.empty() || !spread) return allow_for_few(by_mover(mover_difference(a, b, level), level, reason), few, n);
  return allow_for_few({.interval = spread->interval(level), .level = level, .method = DifferenceMethod::welch_t}, few,
                       n);
}

}  // namespace quantladder::stats
