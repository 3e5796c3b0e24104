#include "quantladder/stats/describe.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>
#include <vector>

#include "quantladder/stats/distributions.h"

namespace quantladder::stats {
namespace {

std::vector<double> sorted(std::span<const double> values) {
  std::vector<double> copy(values.begin(), values.end());
  std::sort(copy.begin(), copy.end());
  return copy;
}

}  // namespace

bool all_finite(std::span<const double> values) {
  return std::all_of(values.begin(), values.end(), [](double x) { return std::isfinite(x); });
}

std::optional<double> mean(std::span<const double> values) {
  if (values.empty() || !all_finite(values)) return std::nullopt;
  return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

std::optional<double> median(std::span<const double> values) {
  if (values.empty() || !all_finite(values)) return std::nullopt;
  const auto ordered = sorted(values);
  const std::size_t half = ordered.size() / 2;
  return ordered.size() % 2 == 1 ? ordered[half] : (ordered[half - 1] + ordered[half]) / 2;
}

std::optional<double> standard_deviation(std::span<const double> values) {
  const auto centre = mean(values);
  if (!centre || values.size() < 2) return std::nullopt;
  // Equal values must give exactly 0, whatever rounding does to their mean.
  if (count_off_mode(values) == 0) return 0.0;
  double squares = 0;
  for (const double x : values) squares += (x - *centre) * (x - *centre);
  return std::sqrt(squares / static_cast<double>(values.size() - 1));
}

std::optional<double> nearest_rank(std::span<const double> values, double p) {
  if (values.empty() || !all_finite(values) || !(p > 0) || p > 1) return std::nullopt;
  const double rank = std::ceil(p * static_cast<double>(values.size()) - 1e-9);
  return sorted(values)[static_cast<std::size_t>(std::max(rank, 1.0)) - 1];
}

int count_off_mode(std::span<const double> values) {
  std::map<double, int> counts;
  int most = 0;
  for (const double x : values) most = std::max(most, ++counts[x]);
  return static_cast<int>(values.size()) - most;
}

std::optional<double> correlation(std::span<const double> x, std::span<const double> y) {
  const auto mean_x = mean(x);
  const auto mean_y = mean(y);
  if (x.size() != y.size() || !mean_x || !mean_y) return std::nullopt;
  if (count_off_mode(x) == 0 || count_off_mode(y) == 0) return std::nullopt;
  double xy = 0;
  double xx = 0;
  double yy = 0;
  for (std::size_t i = 0; i < x.size(); ++i) {
    xy += (x[i] - *mean_x) * (y[i] - *mean_y);
    xx += (x[i] - *mean_x) * (x[i] - *mean_x);
    yy += (y[i] - *mean_y) * (y[i] - *mean_y);
  }
  return std::clamp(xy / std::sqrt(xx * yy), -1.0, 1.0);
}

std::optional<Interval> student_t_interval(std::span<const double> values, double level) {
  const auto sd = standard_deviation(values);
  if (!sd || *sd == 0 || !(level > 0) || !(level < 1)) return std::nullopt;
  const auto n = static_cast<double>(values.size());
  const double half = t_quantile(0.5 + level / 2, n - 1) * *sd / std::sqrt(n);
  return Interval{*mean(values) - half, *mean(values) + half};
}

}  // namespace quantladder::stats
