#include "quantladder/stats/holm.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace quantladder::stats {
namespace {

bool is_p(double p) { return p >= 0 && p <= 1; }

}  // namespace

std::vector<double> holm(std::span<const double> p_values) {
  std::vector<std::size_t> order(p_values.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  const auto rank = [&](std::size_t i) { return is_p(p_values[i]) ? p_values[i] : 1.0; };
  std::stable_sort(order.begin(), order.end(), [&](std::size_t i, std::size_t j) { return rank(i) < rank(j); });

  std::vector<double> adjusted(p_values.size(), std::numeric_limits<double>::quiet_NaN());
  double largest = 0;
  for (std::size_t k = 0; k < order.size(); ++k) {
    const std::size_t i = order[k];
    largest = std::max(largest, static_cast<double>(order.size() - k) * rank(i));
    if (is_p(p_values[i])) adjusted[i] = std::min(1.0, largest);
  }
  return adjusted;
}

double simultaneous_level(double level, int comparisons) { return 1 - (1 - level) / std::max(1, comparisons); }

}  // namespace quantladder::stats
