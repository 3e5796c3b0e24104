#include "quantladder/stats/binomial.h"

#include <algorithm>
#include <cmath>

#include "quantladder/stats/distributions.h"

namespace quantladder::stats {
namespace {

bool makes_sense(double successes, double trials, double level) {
  return trials > 0 && std::isfinite(trials) && successes >= 0 && successes <= trials && level > 0 && level < 1;
}

Interval interval_by_score(double successes, double trials, double z) {
  const double p = successes / trials;
  const double scale = 1 + z * z / trials;
  const double centre = (p + z * z / (2 * trials)) / scale;
  const double half = z / scale * std::sqrt(p * (1 - p) / trials + z * z / (4 * trials * trials));
  return {successes == 0 ? 0 : centre - half, successes == trials ? 1 : centre + half};
}

struct ClusterSum {
  double successes = 0;
  double trials = 0;
  double clusters = 0;  // that have trials

  bool shows_spread() const { return clusters >= 2 && successes > 0 && successes < trials; }
};

ClusterSum sum_of_clusters(const std::vector<Cluster>& clusters) {
  ClusterSum sum;
  for (const Cluster& each : clusters) {
    sum.successes += each.successes;
    sum.trials += each.trials;
    sum.clusters += each.trials > 0;
  }
  return sum;
}

}  // namespace

std::optional<Interval> wilson(double successes, double trials, double level) {
  if (!makes_sense(successes, trials, level)) return std::nullopt;
  return interval_by_score(successes, trials, normal_quantile(0.5 + level / 2));
}

double effective_trials(const std::vector<Cluster>& clusters) {
  const ClusterSum sum = sum_of_clusters(clusters);
  const double size = sum.trials / std::max(sum.clusters, 1.0);
  const double most = sum.trials / (1 + std::max(size - 1, 0.0) * kLeastCorrelation);
  if (!sum.shows_spread()) return most;
  const double p = sum.successes / sum.trials;
  double squares = 0;
  for (const Cluster& each : clusters) {
    const double residual = each.successes - p * each.trials;
    squares += residual * residual;
  }
  const double between = sum.clusters / (sum.clusters - 1) * squares / (sum.trials * sum.trials);
  return std::min(most, p * (1 - p) / between);
}

std::optional<Interval> wilson_of_clusters(const std::vector<Cluster>& clusters, double level) {
  const ClusterSum sum = sum_of_clusters(clusters);
  if (!makes_sense(sum.successes, sum.trials, level)) return std::nullopt;
  const double worth = effective_trials(clusters);
  const double upper = 0.5 + level / 2;
  const double quantile = sum.shows_spread() ? t_quantile(upper, sum.clusters - 1) : normal_quantile(upper);
  return interval_by_score(sum.successes / sum.trials * worth, worth, quantile);
}

std::optional<Interval> clopper_pearson(double successes, double trials, double level) {
  if (!makes_sense(successes, trials, level)) return std::nullopt;
  const double tail = (1 - level) / 2;
  const double failures = trials - successes;
  return Interval{successes == 0 ? 0 : incomplete_beta_inverse(successes, failures + 1, tail),
                  failures == 0 ? 1 : incomplete_beta_inverse(successes + 1, failures, 1 - tail)};
}

std::optional<Interval> jeffreys(double successes, double trials, double level) {
  if (!makes_sense(successes, trials, level)) return std::nullopt;
  const double tail = (1 - level) / 2;
  const double a = successes + 0.5;
  const double b = trials - successes + 0.5;
  return Interval{successes == 0 ? 0 : incomplete_beta_inverse(a, b, tail),
                  successes == trials ? 1 : incomplete_beta_inverse(a, b, 1 - tail)};
}

std::optional<double> pass_at_k(int n, int c, int k) {
  if (k < 1 || k > n || c < 0 || c > n) return std::nullopt;
  if (n - c < k) return 1.0;
  double all_fail = 1;  // C(n-c, k) / C(n, k) as a product: no factorial overflows
  for (int i = n - c + 1; i <= n; ++i) all_fail *= 1 - static_cast<double>(k) / i;
  return 1 - all_fail;
}

}  // namespace quantladder::stats
