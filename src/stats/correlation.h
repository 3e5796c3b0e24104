// Pearson's correlation.
#pragma once

#include <optional>
#include <span>

namespace quantladder::stats {

// Of two series in step, -1..1. Nothing for different lengths, NaN, or no spread on a side.
std::optional<double> correlation(std::span<const double> x, std::span<const double> y);

}  // namespace quantladder::stats
