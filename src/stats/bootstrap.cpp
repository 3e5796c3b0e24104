#include "quantladder/stats/bootstrap.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>
#include <utility>

#include "quantladder/stats/describe.h"
#include "quantladder/stats/distributions.h"
#include "stats/random_index.h"

namespace quantladder::stats {
namespace {

constexpr double kMicro = 1e6;                // lattices are looked for in millionths of a point
constexpr double kMostMultiplications = 3e8;  // about a second
constexpr double kQuantileTolerance = 1e-12;

using Steps = std::vector<std::pair<std::size_t, double>>;  // (steps above the smallest score, its share)

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

// Probabilities of consecutive sums, the first of which is `origin` steps.
struct SumChances {
  std::vector<double> chance{1.0};
  std::size_t origin = 0;
};

// Cells at both ends that together weigh less than rounding does. The sum of n draws spreads with sqrt(n), its reach
// with n: for many draws nearly all cells are such.
void trim(SumChances& sum) {
  constexpr double kNegligible = 1e-25;
  const auto matters = [](double p) { return p > kNegligible; };
  const auto first = std::find_if(sum.chance.begin(), sum.chance.end(), matters);
  const auto last = std::find_if(sum.chance.rbegin(), sum.chance.rend(), matters).base();
  sum.origin += static_cast<std::size_t>(first - sum.chance.begin());
  sum.chance = std::vector<double>(first, last);
}

SumChances add(const SumChances& sum, const Steps& draw) {
  SumChances next{std::vector<double>(sum.chance.size() + draw.back().first, 0.0), sum.origin};
  for (const auto& [step, share] : draw) {
    for (std::size_t i = 0; i < sum.chance.size(); ++i) next.chance[i + step] += sum.chance[i] * share;
  }
  return next;
}

SumChances twice(const SumChances& sum) {
  SumChances next{std::vector<double>(2 * sum.chance.size() - 1, 0.0), 2 * sum.origin};
  for (std::size_t i = 0; i < sum.chance.size(); ++i) {
    for (std::size_t j = 0; j < sum.chance.size(); ++j) next.chance[i + j] += sum.chance[i] * sum.chance[j];
  }
  return next;
}

// The sum of n draws, by squaring.
SumChances sum_of(std::size_t n, const Steps& draw) {
  SumChances sum;
  std::size_t bit = 1;
  while (bit <= n / 2) bit *= 2;
  for (; bit > 0; bit /= 2) {
    sum = twice(sum);
    if (n & bit) sum = add(sum, draw);
    trim(sum);
  }
  return sum;
}

// Multiplications that sum_of takes, at most: trimmed, a sum reaches over about 24 of its standard deviations.
double cost_of_sum(std::size_t n, const std::vector<std::size_t>& steps, const Steps& draw) {
  const std::vector<double> values(steps.begin(), steps.end());
  const auto draws = static_cast<double>(n);
  const auto range = static_cast<double>(draw.back().first);
  const double reach = std::min(draws * range, 24 * std::sqrt(draws) * standard_deviation(values).value_or(0) + range);
  return reach * (reach + static_cast<double>(draw.size()));
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
  const Steps draw = shares(*steps);
  const auto n = static_cast<double>(scores.size());
  if (cost_of_sum(scores.size(), *steps, draw) > kMostMultiplications) return std::nullopt;
  const SumChances sum = sum_of(scores.size(), draw);

  BootstrapMean result;
  const double smallest = *std::min_element(scores.begin(), scores.end()) * n;
  for (std::size_t i = 0; i < sum.chance.size(); ++i) {
    result.values.push_back((smallest + static_cast<double>(sum.origin + i) * unit) / n);
  }
  result.cumulative.resize(sum.chance.size());
  std::partial_sum(sum.chance.begin(), sum.chance.end(), result.cumulative.begin());
  const std::size_t observed = std::accumulate(steps->begin(), steps->end(), std::size_t{0}) - sum.origin;
  result.below_observed = observed == 0 ? 0 : result.cumulative[observed - 1];
  result.at_observed = sum.chance[observed];
  return result;
}

std::optional<BootstrapMean> resampled_bootstrap_mean(std::span<const double> scores, int resamples,
                                                      std::uint64_t seed) {
  if (scores.size() < 2 || !all_finite(scores) || resamples < 1) return std::nullopt;
  std::mt19937_64 random(seed);
  BootstrapMean result;
  result.exact = false;
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
