#include "quantladder/stats/ratio.h"

#include <cmath>
#include <vector>

#include "quantladder/stats/timing.h"

namespace quantladder::stats {

std::optional<PairedRatio> paired_ratio(std::span<const double> a, std::span<const double> b, double level) {
  if (a.size() != b.size()) return std::nullopt;
  std::vector<double> ratios;
  std::vector<double> logs;
  for (std::size_t i = 0; i < a.size(); ++i) {
    if (!(a[i] > 0) || !(b[i] > 0)) return std::nullopt;
    ratios.push_back(a[i] / b[i]);
    logs.push_back(std::log(a[i] / b[i]));
  }
  const auto centre = geometric_mean(ratios, level);
  if (!centre) return std::nullopt;
  return PairedRatio{centre->value, centre->interval, sign_flip(logs), centre->n};
}

}  // namespace quantladder::stats
