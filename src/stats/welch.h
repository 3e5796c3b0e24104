// The spread of the difference of two independent means (Welch 1947, Satterthwaite 1946).
#pragma once

#include <optional>
#include <span>

namespace quantladder::stats {

struct Welch {
  double difference = 0;
  double standard_error = 0;
  double df = 0;
};
// Nothing for fewer than 2 values on a side, NaN, or no spread on both.
std::optional<Welch> welch(std::span<const double> a, std::span<const double> b);

}  // namespace quantladder::stats
