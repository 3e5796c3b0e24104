#include "load_doubts.h"

#include <fmt/format.h>

#include <map>
#include <tuple>

#include "text.h"

namespace quantladder::report {
namespace {

using core::LoadMode;

// Beyond these the client may be the cause of a figure: of times from 10 ms on, or because it had no core to itself.
constexpr double kDoubtedLateMs = 10;
constexpr double kDoubtedLagMs = 50;
constexpr double kDoubtedCpuShare = 0.8;

std::string doubt_of(const LoadedLevel& level) {
  std::string text;
  if (level.late_ms.value_or(0) > kDoubtedLateMs)
    add_part(text, fmt::format("requests were sent up to {} late", to_duration(*level.late_ms)));
  if (level.read_lag_ms.value_or(0) > kDoubtedLagMs)
    add_part(text, fmt::format("what arrived was read up to {} late", to_duration(*level.read_lag_ms)));
  if (level.cpu_share.value_or(0) > kDoubtedCpuShare)
    add_part(text, fmt::format("the client took {:.0f} % of a core", 100 * *level.cpu_share));
  return text;
}

// With less the server did not keep up with what came.
constexpr double kLeastShareEnded = 0.9;

std::string doubt_of_arrivals(const LoadedLevel& level) {
  if (!level.arrived_per_s || !level.ended_per_s || *level.ended_per_s >= kLeastShareEnded * *level.arrived_per_s)
    return "";
  return fmt::format(
      "{}: {}: {} conversations a second came and {} a second ended: the server did not keep up, so its times grow "
      "with "
      "the length of the schedule",
      level.model, level.item, to_text(*level.arrived_per_s), to_text(*level.ended_per_s));
}

// Items of one mode by how much they ask for.
bool is_less(const core::LoadItem& a, const core::LoadItem& b) {
  return std::tie(a.level, a.per_s) < std::tie(b.level, b.per_s);
}

}  // namespace

std::vector<std::string> find_load_doubts(const std::vector<LoadedLevel>& levels) {
  std::map<std::tuple<std::string, std::string, LoadMode>, const LoadedLevel*> first;
  for (const LoadedLevel& level : levels) {
    if (doubt_of(level).empty()) continue;
    const LoadedLevel*& known = first[{level.model, level.suite, level.load.mode}];
    if (known == nullptr || is_less(level.load, known->load)) known = &level;
  }
  std::vector<std::string> doubts;
  for (const auto& [key, level] : first)
    doubts.push_back(fmt::format("{}: from {} on the client itself may be the cause of a time: {}", level->model,
                                 level->item, doubt_of(*level)));
  for (const LoadedLevel& level : levels) {
    if (std::string doubt = doubt_of_arrivals(level); !doubt.empty()) doubts.push_back(std::move(doubt));
  }
  return doubts;
}

}  // namespace quantladder::report
