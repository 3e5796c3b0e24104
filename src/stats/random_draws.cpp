#include "stats/random_draws.h"

#include <algorithm>
#include <cmath>

namespace quantladder::stats {

Hypergeometric::Hypergeometric(std::size_t most) : log_factorials_{0.0} {
  for (std::size_t i = 1; i <= most; ++i) {
    log_factorials_.push_back(log_factorials_.back() + std::log(static_cast<double>(i)));
  }
}

std::size_t Hypergeometric::draw(std::mt19937_64& random, std::size_t all, std::size_t marked,
                                 std::size_t taken) const {
  const std::size_t lowest = taken > all - marked ? taken - (all - marked) : 0;
  const std::size_t highest = std::min(taken, marked);
  const double likeliest =
      static_cast<double>(taken + 1) * static_cast<double>(marked + 1) / static_cast<double>(all + 2);
  std::size_t below = std::clamp(static_cast<std::size_t>(likeliest), lowest, highest);
  std::size_t above = below;
  double left = std::ldexp(static_cast<double>(random() >> 11), -53);
  double chance_below =
      std::exp(log_ways(marked, below) + log_ways(all - marked, taken - below) - log_ways(all, taken));
  double chance_above = chance_below;
  left -= chance_below;
  const auto ratio = [&](std::size_t k) {  // of the chance of k + 1 to that of k
    return static_cast<double>(marked - k) * static_cast<double>(taken - k) /
           (static_cast<double>(k + 1) * static_cast<double>(all + k + 1 - marked - taken));
  };
  while (left >= 0 && (below > lowest || above < highest)) {
    if (above < highest) {
      chance_above *= ratio(above++);
      left -= chance_above;
      if (left < 0) return above;
    }
    if (below > lowest) {
      chance_below /= ratio(--below);
      left -= chance_below;
      if (left < 0) return below;
    }
  }
  return left < 0 ? below : std::clamp(static_cast<std::size_t>(likeliest), lowest, highest);
}

}  // namespace quantladder::stats
