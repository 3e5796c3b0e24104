// Joins the intervals for many iterations and those for few where they meet.
#pragma once

#include <span>
#include <string>

#include "quantladder/stats/interval.h"

namespace quantladder::stats {

// Returns how much the interval for many iterations counts: 0 up to nine, 1 from fifteen on, evenly in between, so that
// no iteration makes an interval jump.
double share_of_many(int n);

// Returns why an interval of n iterations is a blend.
std::string reason_for_blend(int n);

// Returns why the spread of `values` cannot be estimated: fewer than 10, or fewer than 3 off the most frequent one.
// Empty: it can. `each` names one of them ("pair", "iteration"), `value` what it holds ("difference", "score").
std::string reason_against_spread_of(std::span<const double> values, const std::string& each, const std::string& value);

Interval blend(const Interval& many, const Interval& few, double share);

}  // namespace quantladder::stats
