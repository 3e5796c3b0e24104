// Where the intervals for many iterations and those for few meet.
#pragma once

#include <string>

#include "quantladder/stats/interval.h"

namespace quantladder::stats {

// How much the interval for many iterations counts: 0 up to nine, 1 from fifteen on, evenly in between, so that no
// iteration makes an interval jump.
double share_of_many(int n);

// Why an interval of n iterations is a blend.
std::string reason_for_blend(int n);

Interval blend(const Interval& many, const Interval& few, double share);

}  // namespace quantladder::stats
