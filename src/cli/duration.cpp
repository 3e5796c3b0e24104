#include "cli/duration.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace quantladder::cli {
namespace {

long long whole_seconds(double seconds) { return std::llround(std::max(0.0, seconds)); }

}  // namespace

std::string to_duration(double seconds) {
  const auto total = whole_seconds(seconds);
  if (total < 60) return fmt::format("{} s", total);
  if (total < 3600) return fmt::format("{} min {:02} s", total / 60, total % 60);
  return fmt::format("{} h {:02} min", total / 3600, total % 3600 / 60);
}

std::string to_short_duration(double seconds) {
  constexpr int kDay = 24 * 3600;
  const auto total = whole_seconds(seconds);
  if (total < 60) return fmt::format("{}s", total);
  if (total < 3600) return fmt::format("{}m{:02}s", total / 60, total % 60);
  if (total < kDay) return fmt::format("{}h{:02}m", total / 3600, total % 3600 / 60);
  return fmt::format("{}d{:02}h", total / kDay, total % kDay / 3600);
}

}  // namespace quantladder::cli
