#include "stats/correlation.h"

#include <algorithm>
#include <cmath>

#include "quantladder/stats/describe.h"

namespace quantladder::stats {

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

}  // namespace quantladder::stats
