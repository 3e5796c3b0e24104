// When the conversations of an open mode arrive: drawn before the episode, of the run's seed.
#pragma once

#include <cstdint>
#include <vector>

#include "quantladder/core/load_item.h"

namespace quantladder::bench {

// Returns times in seconds from the begin of the schedule, in order, below `seconds`: at distances of 1 / per_s or, in
// mode poisson, exponentially distributed ones of that mean. The same seed gives the same times on every machine.
std::vector<double> draw_arrivals(const core::LoadItem& item, double seconds, std::uint64_t seed);

}  // namespace quantladder::bench
