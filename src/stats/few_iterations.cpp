#include "stats/few_iterations.h"

#include <algorithm>

#include "quantladder/stats/describe.h"
#include "quantladder/stats/score_interval.h"

namespace quantladder::stats {

double share_of_many(int n) {
  constexpr double kSteps = kLeastIterationsForBootstrapAlone - kLeastIterationsForBootstrap + 1;
  return std::clamp((n - kLeastIterationsForBootstrap + 1) / kSteps, 0.0, 1.0);
}

std::string reason_for_blend(int n) {
  return std::to_string(n) + " iterations, fewer than " + std::to_string(kLeastIterationsForBootstrapAlone);
}

std::string reason_against_spread_of(std::span<const double> values, const std::string& each,
                                     const std::string& value) {
  const int n = static_cast<int>(values.size());
  const int off_mode = count_off_mode(values);
  const auto counted = [&](int count) { return std::to_string(count) + " " + each + (count == 1 ? "" : "s"); };
  if (n < kLeastIterationsForBootstrap)
    return counted(n) + ", fewer than " + std::to_string(kLeastIterationsForBootstrap);
  if (off_mode >= kLeastOffMode) return "";
  if (off_mode == 0) return "all " + value + "s are equal";
  return "only " + counted(off_mode) + " off the most frequent " + value + ", fewer than " +
         std::to_string(kLeastOffMode);
}

Interval blend(const Interval& many, const Interval& few, double share) {
  return {share * many.lo + (1 - share) * few.lo, share * many.hi + (1 - share) * few.hi};
}

}  // namespace quantladder::stats
