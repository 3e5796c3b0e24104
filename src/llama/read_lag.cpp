#include "llama/read_lag.h"

#include <fmt/format.h>

#include <algorithm>
#include <bit>

namespace quantladder::llama {
namespace {

using std::chrono::nanoseconds;

constexpr unsigned kFine = 3;  // bits below the leading one: eight steps for each power of two

std::size_t step_of(std::uint64_t ns) {
  if (ns < (1U << kFine)) return ns;
  const auto shift = static_cast<unsigned>(std::bit_width(ns)) - 1 - kFine;
  return ((shift + 1) << kFine) + ((ns >> shift) & ((1U << kFine) - 1));
}

// Returns the least lag that is too large for the step.
std::uint64_t end_of_step(std::size_t step) {
  if (step < (1U << kFine)) return step + 1;
  const std::size_t shift = (step >> kFine) - 1;
  return ((1U << kFine) + (step & ((1U << kFine) - 1)) + 1) << shift;
}

double in_ms(nanoseconds span) { return std::chrono::duration<double, std::milli>(span).count(); }

}  // namespace

void LagCounts::add(nanoseconds lag) {
  const auto ns = static_cast<std::uint64_t>(std::max(lag, nanoseconds(0)).count());
  ++counts_[std::min(step_of(ns), kSteps - 1)];
  ++reads_;
  worst_ = std::max(worst_, lag);
}

ReadLag LagCounts::summary() const {
  if (reads_ == 0) return {};
  const std::uint64_t rank = reads_ - reads_ / 100;  // nearest rank of 99 %
  std::uint64_t below = 0;
  std::size_t step = 0;
  while (step + 1 < kSteps && (below += counts_[step]) < rank) ++step;
  const nanoseconds p99(static_cast<std::int64_t>(end_of_step(step)));
  return {reads_, in_ms(std::min(p99, worst_)), in_ms(worst_)};
}

std::optional<std::string> lag_doubt(const ReadLag& lag) {
  const bool often = lag.reads >= kDoubtedLagReads && lag.p99_ms > kDoubtedLagP99Ms;
  if (!often && lag.worst_ms <= kDoubtedLagWorstMs) return std::nullopt;
  return fmt::format(
      "the client read late (99 % within {:.1f} ms, at worst {:.1f} ms), so that its times may be its own", lag.p99_ms,
      lag.worst_ms);
}

}  // namespace quantladder::llama
