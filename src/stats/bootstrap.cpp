#include "quantladder/stats/bootstrap.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>
#include <utility>

#include "quantladder/stats/describe.h"
#include "quantladder/stats/distributions.h"
#include "stats/random_draws.h"
#include "stats/sum_chances.h"

namespace quantladder::stats {
namespace {

constexpr double kMicro = 1e6;                // lattices are looked for in millionths of a point
constexpr double kMostMultiplications = 3e8;  // about a second
constexpr std::size_t kManyScores = 1000;     // beyond, convolution by Fourier transform, on a grid where need be
constexpr double kMostCells = 1 << 18;        // of a transform: some hundredths of a second
constexpr double kGridSteps = 0.98 * kMostCells;
constexpr double kQuantileTolerance = 1e-12;

// Scores as whole steps above the smallest one; nothing when one lies between two steps.
std::optional<std::vector<std::size_t>> steps_above_smallest(std::span<const double> scores, double unit) {
  const double smallest = *std::min_element(scores.begin(), scores.end());
  std::vector<std::size_t> steps;
  for (const double score : scores) {
    const double exact = (score - smallest) / unit;
    if (exact > 1e7 || std::fabs(exact - std::round(exact)) > 1e-6) return std::nullopt;
    steps.push_back(static_cast<std::size_t>(std::llround(exact)));
  }
  return steps;
}

Steps shares(const std::vector<std::size_t>& steps) {
  std::map<std::size_t, int> counts;
  for (const std::size_t step : steps) ++counts[step];
  Steps result;
  for (const auto& [step, count] : counts) {
    result.emplace_back(step, static_cast<double>(count) / static_cast<double>(steps.size()));
  }
  return result;
}

std::optional<SumChances> chances_of_sum(std::size_t n, const Steps& draw) {
  if (n > kManyScores)
    return reach_of_sum(n, draw) < kMostCells ? std::optional(sum_by_fourier(n, draw)) : std::nullopt;
  return cost_of_sum(n, draw) <= kMostMultiplications ? std::optional(sum_of(n, draw)) : std::nullopt;
}

// `smallest` is the value of the step 0, `observed` the sum of the scores in steps.
BootstrapMean mean_of(const SumChances& sum, std::size_t draws, double smallest, double unit, std::size_t observed) {
  BootstrapMean result;
  const auto n = static_cast<double>(draws);
  double below = 0;
  for (std::size_t i = 0; i < sum.chance.size(); ++i) {
    result.values.push_back((smallest * n + static_cast<double>(sum.origin + i) * unit) / n);
    below += sum.chance[i];
    result.cumulative.push_back(std::max(below, i == 0 ? 0 : result.cumulative.back()));
  }
  const std::size_t at = observed - sum.origin;
  result.below_observed = at == 0 ? 0 : result.cumulative[at - 1];
  result.at_observed = std::max(0.0, sum.chance[at]);
  result.work = sum.work;
  return result;
}

// Scores off any lattice, on a grid of which their mean is one point. Each score is shared out between its two
// neighbours so that the mean stays. The grid has a quarter of a million points over what the sum reaches over: for
// 50,000 scores a step is 1/45 of their standard deviation, which widens an interval by less than 1e-4 of its width.
std::optional<BootstrapMean> bootstrap_mean_on_grid(std::span<const double> scores) {
  const std::size_t n = scores.size();
  const double centre = *mean(scores);
  const double smallest = *std::min_element(scores.begin(), scores.end());
  const double highest = *std::max_element(scores.begin(), scores.end());
  const double reach = 24 * std::sqrt(n) * standard_deviation(scores).value_or(0) + (highest - smallest);
  const double step = reach / kGridSteps;
  if (!(step > 0)) return std::nullopt;
  const double below = std::ceil((centre - smallest) / step);  // steps from the lowest point to the mean
  std::vector<double> share(static_cast<std::size_t>(below + (highest - centre) / step) + 2, 0.0);
  for (const double score : scores) {
    const double place = std::max(0.0, (score - centre) / step + below);
    const auto lower = static_cast<std::size_t>(place);
    const double rest = place - static_cast<double>(lower);
    share[lower] += (1 - rest) / static_cast<double>(n);
    share[lower + 1] += rest / static_cast<double>(n);
  }
  Steps draw;
  for (std::size_t i = 0; i < share.size(); ++i) {
    if (share[i] > 0) draw.emplace_back(i, share[i]);
  }
  const auto observed = n * static_cast<std::size_t>(below);
  return mean_of(sum_by_fourier(n, draw), n, centre - below * step, step, observed);
}

double lower_probability(double z, const BcaTerms& terms) {
  const double shrink = 1 - terms.acceleration * z;
  if (shrink <= 0) return z < 0 ? 0 : 1;
  return normal_cdf(terms.z0 + z / shrink);
}

double quantile(const BootstrapMean& distribution, double p) {
  const auto& cumulative = distribution.cumulative;
  const auto found = std::lower_bound(cumulative.begin(), cumulative.end(), p - kQuantileTolerance);
  const auto index = std::min<std::size_t>(static_cast<std::size_t>(found - cumulative.begin()), cumulative.size() - 1);
  return distribution.values[index];
}

bool is_expanded(BootstrapLimits limits) {
  return limits == BootstrapLimits::expanded_percentile || limits == BootstrapLimits::expanded_bca;
}

bool is_bca(BootstrapLimits limits) {
  return limits == BootstrapLimits::bca || limits == BootstrapLimits::expanded_bca;
}

}  // namespace

std::optional<double> lattice_unit(std::span<const double> values) {
  std::int64_t divisor = 0;
  for (const double value : values) {
    const double micro = value * kMicro;
    if (!std::isfinite(micro) || std::fabs(micro) > 1e15 || std::fabs(micro - std::round(micro)) > 1e-3) {
      return std::nullopt;
    }
    divisor = std::gcd(divisor, static_cast<std::int64_t>(std::llround(micro)));
  }
  if (divisor == 0) return std::nullopt;
  return static_cast<double>(divisor) / kMicro;
}

std::optional<BootstrapMean> exact_bootstrap_mean(std::span<const double> scores, double unit) {
  if (scores.size() < 2 || !all_finite(scores) || !(unit > 0)) return std::nullopt;
  const auto steps = steps_above_smallest(scores, unit);
  if (!steps) return std::nullopt;
  const auto sum = chances_of_sum(scores.size(), shares(*steps));
  if (!sum) return std::nullopt;
  const std::size_t observed = std::accumulate(steps->begin(), steps->end(), std::size_t{0});
  return mean_of(*sum, scores.size(), *std::min_element(scores.begin(), scores.end()), unit, observed);
}

std::optional<BootstrapMean> resampled_bootstrap_mean(std::span<const double> scores, int resamples,
                                                      std::uint64_t seed) {
  if (scores.size() < 2 || !all_finite(scores) || resamples < 1) return std::nullopt;
  if (scores.size() > kManyScores && count_off_mode(scores) > 0) return bootstrap_mean_on_grid(scores);
  std::mt19937_64 random(seed);
  BootstrapMean result;
  result.exact = false;
  result.work = static_cast<double>(scores.size()) * resamples;
  for (int b = 0; b < resamples; ++b) {
    double sum = 0;
    for (std::size_t i = 0; i < scores.size(); ++i) sum += scores[draw_index(random, scores.size())];
    result.values.push_back(sum / static_cast<double>(scores.size()));
  }
  std::sort(result.values.begin(), result.values.end());
  for (int b = 1; b <= resamples; ++b) result.cumulative.push_back(static_cast<double>(b) / resamples);
  // Sums in another order differ in the last bits: a tie is meant up to that.
  const double observed = *mean(scores);
  const double slack = 1e-9 * std::max(1.0, std::fabs(observed));
  for (const double value : result.values) {
    if (value < observed - slack)
      result.below_observed += 1.0 / resamples;
    else if (value <= observed + slack)
      result.at_observed += 1.0 / resamples;
  }
  return result;
}

std::optional<BcaTerms> bca_terms(std::span<const double> scores, const BootstrapMean& distribution) {
  const auto centre = mean(scores);
  if (!centre || count_off_mode(scores) == 0) return std::nullopt;
  double squares = 0;
  double cubes = 0;
  for (const double score : scores) {
    const double r = score - *centre;
    squares += r * r;
    cubes += r * r * r;
  }
  return BcaTerms{normal_quantile(distribution.below_observed + distribution.at_observed / 2),
                  cubes / (6 * std::pow(squares, 1.5))};
}

std::optional<Interval> bootstrap_interval(std::span<const double> scores, const BootstrapMean& distribution,
                                           BootstrapLimits limits, double level) {
  const auto terms = bca_terms(scores, distribution);
  if (!terms || scores.size() < 2 || distribution.values.empty() || !(level > 0) || !(level < 1)) return std::nullopt;
  const auto n = static_cast<double>(scores.size());
  const double p = 0.5 + level / 2;
  const double z = is_expanded(limits) ? std::sqrt(n / (n - 1)) * t_quantile(p, n - 1) : normal_quantile(p);
  if (!is_bca(limits)) return Interval{quantile(distribution, normal_cdf(-z)), quantile(distribution, normal_cdf(z))};
  return Interval{quantile(distribution, lower_probability(terms->z0 - z, *terms)),
                  quantile(distribution, lower_probability(terms->z0 + z, *terms))};
}

}  // namespace quantladder::stats
