#include "bench/arrival_times.h"

#include <cmath>
#include <random>

namespace quantladder::bench {
namespace {

// Uniform in (0, 1], of the upper 53 bits; std::exponential_distribution differs between libraries.
double draw_share(std::mt19937_64& random) { return (static_cast<double>(random() >> 11) + 1) / 9007199254740992.0; }

}  // namespace

std::vector<double> draw_arrivals(const core::LoadItem& item, double seconds, std::uint64_t seed) {
  std::mt19937_64 random(seed);
  std::vector<double> times;
  const auto gap = [&] {
    return (item.mode == core::LoadMode::poisson ? -std::log(draw_share(random)) : 1) / item.per_s;
  };
  for (double at = gap(); at < seconds; at += gap()) times.push_back(at);
  return times;
}

}  // namespace quantladder::bench
