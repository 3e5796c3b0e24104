#include "quantladder/stats/timing.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "quantladder/stats/describe.h"
#include "quantladder/stats/distributions.h"

namespace quantladder::stats {
namespace {

// Average ranks 1..n.
std::vector<double> ranks(std::span<const double> values) {
  std::vector<std::size_t> order(values.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return values[a] < values[b]; });
  std::vector<double> result(values.size());
  for (std::size_t first = 0; first < order.size();) {
    std::size_t end = first;
    while (end < order.size() && values[order[end]] == values[order[first]]) ++end;
    const double average = static_cast<double>(first + 1 + end) / 2;
    for (; first < end; ++first) result[order[first]] = average;
  }
  return result;
}

}  // namespace

std::optional<GeometricMean> geometric_mean(std::span<const double> values, double level) {
  std::vector<double> logs;
  for (const double x : values) {
    if (!(x > 0)) return std::nullopt;
    logs.push_back(std::log(x));
  }
  const auto centre = mean(logs);
  if (!centre) return std::nullopt;
  GeometricMean result{.value = std::exp(*centre), .n = static_cast<int>(logs.size())};
  if (const auto interval = student_t_interval(logs, level)) {
    result.interval = Interval{std::exp(interval->lo), std::exp(interval->hi)};
  }
  return result;
}

std::optional<MedianInterval> median_interval(std::span<const double> values, double level) {
  const auto middle = median(values);
  if (!middle) return std::nullopt;
  std::vector<double> ordered(values.begin(), values.end());
  std::sort(ordered.begin(), ordered.end());
  MedianInterval result{.median = *middle};
  const auto n = static_cast<double>(ordered.size());
  double tail = 0;  // P(Bin(n, 1/2) < rank)
  for (std::size_t rank = 1; 2 * rank <= ordered.size(); ++rank) {
    const auto k = static_cast<double>(rank - 1);
    tail += std::exp(std::lgamma(n + 1) - std::lgamma(k + 1) - std::lgamma(n - k + 1) - n * std::log(2.0));
    if (1 - 2 * tail < level) break;
    result.coverage = 1 - 2 * tail;
    result.interval = Interval{ordered[rank - 1], ordered[ordered.size() - rank]};
  }
  return result;
}

std::vector<double> modified_z(std::span<const double> values) {
  const auto middle = median(values);
  if (!middle) return {};
  std::vector<double> deviations;
  for (const double x : values) deviations.push_back(std::fabs(x - *middle));
  const double mad = *median(deviations);
  if (mad == 0) return {};
  std::vector<double> result;
  for (const double x : values) result.push_back(0.6745 * (x - *middle) / mad);
  return result;
}

std::vector<std::size_t> find_outliers(std::span<const double> values) {
  const auto z = modified_z(values);
  std::vector<std::size_t> result;
  for (std::size_t i = 0; i < z.size(); ++i) {
    if (std::fabs(z[i]) > kOutlierZ) result.push_back(i);
  }
  return result;
}

std::optional<Correlation> spearman_trend(std::span<const double> values) {
  if (values.size() < 3 || !all_finite(values)) return std::nullopt;
  std::vector<double> positions(values.size());
  std::iota(positions.begin(), positions.end(), 1.0);
  const auto r = correlation(positions, ranks(values));
  if (!r) return std::nullopt;
  const auto df = static_cast<double>(values.size()) - 2;
  if (std::fabs(*r) == 1) return Correlation{*r, 0};
  const double t = std::fabs(*r) * std::sqrt(df / (1 - *r * *r));
  return Correlation{*r, 2 * t_cdf(-t, df)};
}

std::optional<double> lag1_autocorrelation(std::span<const double> values) {
  if (values.size() < 3) return std::nullopt;
  return correlation(values.first(values.size() - 1), values.subspan(1));
}

Drift find_drift(std::span<const double> values) {
  if (static_cast<int>(values.size()) < kLeastValuesForDrift) return Drift::none;
  const auto trend = spearman_trend(values);
  if (trend && trend->p_value < 0.01) return Drift::trend;
  const auto r1 = lag1_autocorrelation(values);
  if (r1 && std::fabs(*r1) > 2 / std::sqrt(static_cast<double>(values.size()))) return Drift::autocorrelation;
  return Drift::none;
}

}  // namespace quantladder::stats
