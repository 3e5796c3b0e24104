#include "quantladder/stats/power.h"

#include <algorithm>
#include <cmath>

#include "quantladder/stats/distributions.h"
#include "quantladder/stats/score_interval.h"

namespace quantladder::stats {
namespace {

constexpr int kMostPairs = 100000;

bool is_inner_probability(double p) { return p > 0 && p < 1; }

// Density of (estimated sd) / (true sd) with df degrees of freedom: a chi variable over sqrt(df).
double sd_ratio_density(double u, double df) {
  if (u <= 0) return df == 1 ? std::exp(std::log(2.0) + 0.5 * std::log(0.5) - std::lgamma(0.5)) : 0;
  return std::exp(std::log(2.0) + df / 2 * std::log(df / 2) - std::lgamma(df / 2) + (df - 1) * std::log(u) -
                  df * u * u / 2);
}

// Mean of f over the distribution of the estimated sd, by Simpson's rule.
template <typename Function>
double over_estimated_sd(double df, const Function& f) {
  constexpr int kSteps = 400;
  const double reach = 9 / std::sqrt(2 * df);
  const double low = std::max(0.0, 1 - reach);
  const double step = (1 + reach - low) / kSteps;
  double sum = 0;
  for (int i = 0; i <= kSteps; ++i) {
    const double u = low + i * step;
    const double weight = i == 0 || i == kSteps ? 1 : (i % 2 == 1 ? 4 : 2);
    sum += weight * sd_ratio_density(u, df) * f(u);
  }
  return sum * step / 3;
}

// Smallest n in [2, kMostPairs] for which `enough` holds; it holds for all larger ones.
template <typename Predicate>
std::optional<int> smallest_n(const Predicate& enough) {
  if (!enough(kMostPairs)) return std::nullopt;
  int low = 1;
  int high = kMostPairs;
  while (high - low > 1) {
    const int middle = low + (high - low) / 2;
    (enough(middle) ? high : low) = middle;
  }
  return high;
}

}  // namespace

std::optional<double> minimum_detectable_effect(double sd, int n, double power, double alpha) {
  if (n < 2 || !(sd > 0) || !std::isfinite(sd) || !is_inner_probability(power) || !is_inner_probability(alpha))
    return std::nullopt;
  return (t_quantile(1 - alpha / 2, n - 1) + t_quantile(power, n - 1)) * sd / std::sqrt(n);
}

std::optional<int> pairs_needed(double sd, double difference, double power, double alpha) {
  if (!(sd > 0) || !(difference > 0) || !is_inner_probability(power) || !is_inner_probability(alpha))
    return std::nullopt;
  const double root = (normal_quantile(1 - alpha / 2) + normal_quantile(power)) * sd / difference;
  const double n = std::ceil(root * root);
  if (!(n <= 1e9)) return std::nullopt;
  return std::max(2, static_cast<int>(n));
}

std::optional<double> power_of_test(double difference, double sd, int n, double alpha) {
  if (n < 2 || !(sd > 0) || !std::isfinite(difference) || !is_inner_probability(alpha)) return std::nullopt;
  const double shift = difference / sd * std::sqrt(n);
  const double critical = t_quantile(1 - alpha / 2, n - 1);
  return over_estimated_sd(
      n - 1, [&](double u) { return normal_cdf(shift - critical * u) + normal_cdf(-shift - critical * u); });
}

std::optional<double> power_of_equivalence(double difference, double sd, int n, double margin, double alpha) {
  if (n < 2 || !(sd > 0) || !(margin > 0) || !std::isfinite(difference) || !is_inner_probability(alpha))
    return std::nullopt;
  const double scale = std::sqrt(n) / sd;
  const double critical = t_quantile(1 - alpha, n - 1);
  return over_estimated_sd(n - 1, [&](double u) {
    const double high = (margin - difference) * scale - critical * u;
    const double low = (-margin - difference) * scale + critical * u;
    return high > low ? normal_cdf(high) - normal_cdf(low) : 0.0;
  });
}

std::optional<int> pairs_for_test(double difference, double sd, double power, double alpha) {
  if (!power_of_test(difference, sd, 2, alpha) || difference == 0 || !is_inner_probability(power)) return std::nullopt;
  return smallest_n([&](int n) { return *power_of_test(difference, sd, n, alpha) >= power; });
}

std::optional<int> pairs_for_equivalence(double sd, double margin, double power, double alpha) {
  if (!power_of_equivalence(0, sd, 2, margin, alpha) || !is_inner_probability(power)) return std::nullopt;
  return smallest_n([&](int n) { return *power_of_equivalence(0, sd, n, margin, alpha) >= power; });
}

std::optional<double> smallest_margin(double sd, int n, double power, double alpha) {
  if (n < 2 || !(sd > 0) || !std::isfinite(sd) || !is_inner_probability(power) || !is_inner_probability(alpha))
    return std::nullopt;
  double low = 0;
  double high = sd;
  while (*power_of_equivalence(0, sd, n, high, alpha) < power) high *= 2;
  while (high - low > 0.005) {
    const double middle = (low + high) / 2;
    (*power_of_equivalence(0, sd, n, middle, alpha) >= power ? high : low) = middle;
  }
  return std::ceil(high * 100) / 100;
}

std::optional<double> assumed_score_sd(std::span<const AssumedLevel> levels) {
  double variance = 0;
  for (const AssumedLevel& level : levels) {
    if (!(level.points >= 0) || !(level.pass_rate >= 0) || !(level.pass_rate <= 1)) return std::nullopt;
    variance += level.points * level.points * level.pass_rate * (1 - level.pass_rate);
  }
  return std::sqrt(variance);
}

std::optional<double> assumed_difference_sd(double sd_a, double sd_b, double correlation) {
  if (!(sd_a >= 0) || !(sd_b >= 0) || !(std::fabs(correlation) <= 1)) return std::nullopt;
  return std::sqrt(std::max(0.0, sd_a * sd_a + sd_b * sd_b - 2 * correlation * sd_a * sd_b));
}

std::optional<double> pilot_sd_upper(double sd, int n, double confidence) {
  if (n < 2 || !(sd > 0) || !is_inner_probability(confidence)) return std::nullopt;
  const double spread = 2.0 / (9 * (n - 1));
  const double root = 1 - spread + normal_quantile(1 - confidence) * std::sqrt(spread);
  if (!(root > 0)) return std::nullopt;  // fewer than 3 pairs and high confidence: the approximation ends
  return sd / std::pow(root, 1.5);
}

int fewest_for_any_claim(int comparisons, double alpha) {
  const double share = alpha / std::max(1, comparisons);
  int n = kLeastIterationsForVerdict;
  while (n < 1000 && std::ldexp(2.0, -n) >= share) ++n;
  return n;
}

PowerPlan plan_power(double sd, double difference, double margin, int n, int comparisons, double power, double alpha) {
  const double share = alpha / std::max(1, comparisons);
  PowerPlan plan{.sd = sd, .difference = difference, .margin = margin, .n = n, .comparisons = std::max(1, comparisons)};
  plan.fewest_for_any_claim = fewest_for_any_claim(comparisons, alpha);
  const bool can_claim = n >= plan.fewest_for_any_claim;
  plan.power_to_find = can_claim ? power_of_test(difference, sd, n, share) : 0;
  plan.power_to_equate = n >= kLeastIterationsForVerdict ? power_of_equivalence(0, sd, n, margin, share) : 0;
  if (can_claim) plan.detectable = minimum_detectable_effect(sd, n, power, share);
  if (n >= kLeastIterationsForVerdict) plan.smallest_margin = smallest_margin(sd, n, power, share);
  if (const auto pairs = pairs_for_test(difference, sd, power, share)) {
    plan.pairs_to_find = std::max(*pairs, plan.fewest_for_any_claim);
  }
  if (const auto pairs = pairs_for_equivalence(sd, margin, power, share)) {
    plan.pairs_to_equate = std::max(*pairs, kLeastIterationsForVerdict);
  }
  return plan;
}

}  // namespace quantladder::stats
