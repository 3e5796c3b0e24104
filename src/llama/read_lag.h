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

// All reads of a client, and the second among them whose p99 was the worst.
class LagLog {
 public:
  void add(std::chrono::steady_clock::time_point at, std::chrono::nanoseconds lag);
  ReadLag all() const { return all_.summary(); }
  ReadLag worst_p99() const;

 private:
  LagCounts all_;
  LagCounts second_;
  std::chrono::steady_clock::time_point began_;  // of the second
  ReadLag worst_;
};

}  // namespace quantladder::llama
