// The mean of several groups' means, each group counting alike, such as the domains of a text.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "quantladder/stats/interval.h"

namespace quantladder::stats {

struct StratifiedMean {
  double mean = 0;
  std::optional<Interval> interval;  // absent where a group has fewer than two values, or none has any spread
  int n = 0;                         // values in all groups
};
// Returns the mean over the groups of each group's mean. Its standard error is sqrt(sum of s^2 / n over the groups) /
// number of groups, and the interval is t with Satterthwaite's degrees of freedom (1946). nullopt for no group, an
// empty one, or values that are not finite.
std::optional<StratifiedMean> stratified_mean(std::span<const std::vector<double>> groups,
                                              double level = kDefaultLevel);

}  // namespace quantladder::stats
