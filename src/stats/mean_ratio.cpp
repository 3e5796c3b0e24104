#include "stats/mean_ratio.h"

#include <algorithm>
#include <cmath>

#include "quantladder/stats/describe.h"
#include "quantladder/stats/distributions.h"
#include "quantladder/stats/score_interval.h"

namespace quantladder::stats {
namespace {

// The variances and the covariance of two paired means.
struct Spread {
  double a = 0;
  double b = 0;
  double both = 0;
};

Spread spread_of(const PairedSeries& pairs, double mean_a, double mean_b) {
  Spread spread;
  const auto n = static_cast<double>(pairs.a.values.size());
  for (std::size_t i = 0; i < pairs.a.values.size(); ++i) {
    const double da = pairs.a.values[i] - mean_a;
    const double db = pairs.b.values[i] - mean_b;
    spread.a += da * da / (n * (n - 1));
    spread.b += db * db / (n * (n - 1));
    spread.both += da * db / (n * (n - 1));
  }
  return spread;
}

// Returns the one-sided p of a t test against a mean of `high - factor x low` that is not above 0.
std::optional<double> p_of_excess(const std::vector<double>& high, const std::vector<double>& low, double factor) {
  std::vector<double> excess;
  for (std::size_t i = 0; i < high.size(); ++i) excess.push_back(high[i] - factor * low[i]);
  const auto sd = standard_deviation(excess);
  if (!sd || !(*sd > 0) || count_off_mode(excess) < kLeastOffMode) return std::nullopt;
  const auto n = static_cast<double>(excess.size());
  return t_cdf(-*mean(excess) / (*sd / std::sqrt(n)), n - 1);
}

}  // namespace

DifferenceInterval mean_ratio_interval(const PairedSeries& pairs, double level) {
  const auto n = pairs.a.values.size();
  const auto mean_a = mean(pairs.a.values);
  const auto mean_b = mean(pairs.b.values);
  if (n < 2 || !mean_a || !mean_b) return {.level = level, .reason = "fewer than two pairs"};
  const Spread spread = spread_of(pairs, *mean_a, *mean_b);
  const double t = t_quantile((1 + level) / 2, static_cast<double>(n - 1));
  const double scale = *mean_b * *mean_b - t * t * spread.b;
  if (!(*mean_b > 0) || !(scale > 0))
    return {.level = level, .reason = "the baseline's mean is not shown to be above 0, so a ratio has no bounds"};
  const double middle = *mean_a * *mean_b - t * t * spread.both;
  const double root = middle * middle - scale * (*mean_a * *mean_a - t * t * spread.a);
  if (!(root > 0)) return {.level = level, .reason = "all ratios are alike"};
  const auto percent = [](double ratio) { return 100 * (ratio - 1); };
  return {
      .interval = Interval{percent((middle - std::sqrt(root)) / scale), percent((middle + std::sqrt(root)) / scale)},
      .level = level,
      .method = DifferenceMethod::fieller};
}

Equivalence mean_ratio_equivalence(const PairedSeries& pairs, double margin_percent) {
  if (!(margin_percent > 0)) return {.reason = "the margin is not above 0"};
  const double most = 1 + margin_percent / 100;
  const auto above = p_of_excess(pairs.a.values, pairs.b.values, 1 / most);
  const auto below = p_of_excess(pairs.b.values, pairs.a.values, 1 / most);
  if (!above || !below) return {.reason = "fewer than three different values"};
  return {std::max(*above, *below), EquivalenceMethod::tost, ""};
}

}  // namespace quantladder::stats
