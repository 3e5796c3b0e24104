#include "quantladder/stats/stratified.h"

#include <cmath>

#include "quantladder/stats/describe.h"
#include "stats/welch.h"

namespace quantladder::stats {

std::optional<StratifiedMean> stratified_mean(std::span<const std::vector<double>> groups, double level) {
  StratifiedMean result;
  const auto count = static_cast<double>(groups.size());
  double variance = 0;     // of the sum of the groups' means
  double per_freedom = 0;  // sum of each group's share of it, squared, over its degrees of freedom
  bool has_spread = !groups.empty();
  for (const std::vector<double>& group : groups) {
    const auto of_group = mean(group);
    if (!of_group) return std::nullopt;
    result.mean += *of_group / count;
    result.n += static_cast<int>(group.size());
    const auto sd = standard_deviation(group);
    has_spread = has_spread && sd.has_value();
    if (!sd) continue;
    const double share = *sd * *sd / static_cast<double>(group.size());
    variance += share;
    per_freedom += share * share / static_cast<double>(group.size() - 1);
  }
  if (groups.empty()) return std::nullopt;
  if (has_spread && variance > 0)
    result.interval =
        TStatistic{result.mean, std::sqrt(variance) / count, variance * variance / per_freedom}.interval(level);
  return result;
}

}  // namespace quantladder::stats
