// Sets of samples, their sums, and the energy of their power. Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <vector>

#include "sys/memory_meter_samples.h"

namespace quantladder::sys {

// A process that computes on a GPU holds a context there, which alone takes more than this. A server that the driver
// doesn't list on devices that stayed within it of their idle memory runs elsewhere.
inline constexpr std::uint64_t kContextBytes = 64ULL << 20;

// The samples that a summary may use: those inside the span, or, when a short span holds none, the nearest.
class Readings {
 public:
  explicit Readings(const SampleSpan& span) : span_(span) {}
  std::vector<Sample> of(SampleKind kind) const;

 private:
  std::vector<Sample> nearest(SampleKind kind) const;
  const SampleSpan& span_;
};

std::set<int> gpus_of(const std::vector<Sample>& samples);
std::vector<Sample> on(const std::set<int>& gpus, std::vector<Sample> samples);
int count_readings(const std::vector<Sample>& samples);
// The largest sum of one reading. A reading that lacks a figure or a GPU is left out: its sum would be too small.
std::optional<std::uint64_t> peak_sum(const std::vector<Sample>& samples, std::size_t rows_wanted);
// Returns nullopt when that of one GPU isn't known.
std::optional<std::uint64_t> baseline_of(const std::optional<Watch>& watch, const std::set<int>& gpus);

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
