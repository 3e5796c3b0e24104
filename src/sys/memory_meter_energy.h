// Power samples -> energy. Pure.
#pragma once

#include <vector>

#include "sys/memory_meter_samples.h"

namespace quantladder::sys {

struct TimedPower {
  MeterTime at;
  double watts = 0;
};

struct PowerIntegral {
  double joules = 0;
  std::chrono::duration<double> covered{0};  // the part of [from, to] that the points account for
};

// The area under straight lines through `points` (in order of time) within [from, to]. Points further apart than
// kBridge are not joined; the first and the last are held for at most kBridge towards the ends. No points: nothing
// covered.
PowerIntegral integrate(const std::vector<TimedPower>& points, MeterTime from, MeterTime to);

}  // namespace quantladder::sys
