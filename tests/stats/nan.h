#pragma once

#include <limits>

namespace quantladder::stats {

inline constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

}  // namespace quantladder::stats
