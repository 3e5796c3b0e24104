// Random draws that are the same from the same seed on every platform, which std::uniform_int_distribution does not
// promise.
#pragma once

#include <cstddef>
#include <cstdint>
#include <random>
#include <vector>

namespace quantladder::stats {

// Returns one of 0..n-1, by multiply and shift; n < 2^32.
inline std::size_t draw_index(std::mt19937_64& random, std::size_t n) {
  return static_cast<std::size_t>(((random() >> 32) * static_cast<std::uint64_t>(n)) >> 32);
}

// Draws how many of some marked values are among those that are drawn without replacement.
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
