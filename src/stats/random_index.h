// The same random numbers from the same seed on every platform, which std::uniform_int_distribution does not promise.
#pragma once

#include <cstdint>
#include <random>

namespace quantladder::stats {

// 0..n-1, by multiply and shift; n < 2^32.
inline std::size_t draw_index(std::mt19937_64& random, std::size_t n) {
  return static_cast<std::size_t>(((random() >> 32) * static_cast<std::uint64_t>(n)) >> 32);
}

}  // namespace quantladder::stats
