#include "quantladder/stats/ratio_of_sums.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "quantladder/stats/bootstrap.h"

namespace quantladder::stats {

std::optional<RatioOfSums> ratio_of_sums(std::span<const Part> parts, double level) {
  Part sum;
  for (const Part& each : parts) sum = {sum.part + each.part, sum.whole + each.whole};
  if (!(sum.whole > 0) || !std::isfinite(sum.part)) return std::nullopt;
  RatioOfSums ratio{.value = sum.part / sum.whole, .n = static_cast<int>(parts.size())};
  if (ratio.n < kLeastUnitsForRatio) return ratio;
  const double mean_whole = sum.whole / ratio.n;
  std::vector<double> linear;
  for (const Part& each : parts) linear.push_back(ratio.value + (each.part - ratio.value * each.whole) / mean_whole);
  const auto distribution = resampled_bootstrap_mean(linear);
  if (!distribution) return ratio;
  ratio.interval = bootstrap_interval(linear, *distribution, BootstrapLimits::expanded_percentile, level);
  if (!ratio.interval) return ratio;
  ratio.interval->lo = std::max(ratio.interval->lo, 0.0);
  ratio.interval->hi = std::min(ratio.interval->hi, 1.0);
  return ratio;
}

}  // namespace quantladder::stats
