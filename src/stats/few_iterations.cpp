#include "stats/few_iterations.h"

#include <algorithm>

#include "quantladder/stats/score_interval.h"

namespace quantladder::stats {

double share_of_many(int n) {
  constexpr double kSteps = kLeastIterationsForBootstrapAlone - kLeastIterationsForBootstrap + 1;
  return std::clamp((n - kLeastIterationsForBootstrap + 1) / kSteps, 0.0, 1.0);
}

std::string reason_for_blend(int n) {
  return std::to_string(n) + " iterations, fewer than " + std::to_string(kLeastIterationsForBootstrapAlone);
}

Interval blend(const Interval& many, const Interval& few, double share) {
  return {share * many.lo + (1 - share) * few.lo, share * many.hi + (1 - share) * few.hi};
}

}  // namespace quantladder::stats
