// Sizes and times in the tests of the meter.
#pragma once

#include <chrono>
#include <cstdint>

#include "sys/memory_meter_samples.h"

namespace quantladder::sys {

inline constexpr std::uint64_t kMiB = 1 << 20;
inline const MeterTime kStart = MeterTime(std::chrono::hours(1));

inline MeterTime at(int ms) { return kStart + std::chrono::milliseconds(ms); }

}  // namespace quantladder::sys
