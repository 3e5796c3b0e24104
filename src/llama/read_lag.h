// Counts how late bytes were read, in bounded memory.
#pragma once

#include <array>
#include <chrono>
#include <cstdint>

#include "quantladder/llama/client_lag.h"

namespace quantladder::llama {

// Counts of lags by size, in steps of an eighth of a power of two: a percentile is too high by 12 % at most.
class LagCounts {
 public:
  void add(std::chrono::nanoseconds lag);
  ReadLag summary() const;

 private:
  static constexpr std::size_t kSteps = 240;
  std::array<std::uint32_t, kSteps> counts_{};
  std::uint64_t reads_ = 0;
  std::chrono::nanoseconds worst_{0};
};

}  // namespace quantladder::llama
