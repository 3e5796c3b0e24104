// How many of some marked values are among those that are drawn without replacement.
#pragma once

#include <cstddef>
#include <random>
#include <vector>

namespace quantladder::stats {

class Hypergeometric {
 public:
  // For draws from at most so many values.
  explicit Hypergeometric(std::size_t most);

  // `taken` of `all` values are taken, of which `marked` are marked. The same numbers for the same seed: one of
  // `random` each, by inversion from the likeliest count outwards.
  std::size_t draw(std::mt19937_64& random, std::size_t all, std::size_t marked, std::size_t taken) const;

 private:
  double log_ways(std::size_t n, std::size_t k) const {
    return log_factorials_[n] - log_factorials_[k] - log_factorials_[n - k];
  }

  std::vector<double> log_factorials_;
};

}  // namespace quantladder::stats
