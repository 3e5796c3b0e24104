// An item of a suite of load: how the side conversations come beside the primary one.
#pragma once

#include <compare>
#include <optional>
#include <string>

#include "quantladder/core/closed_set.h"

namespace quantladder::core {

enum class LoadMode {
  once,       // N - 1 side conversations are sent together with the primary's first turn, once
  sustained,  // N - 1 side agents begin one after the other without a pause, from before the primary to its end
  poisson,    // side conversations arrive at random, so many per second on average
  constant,   // side conversations arrive at equal distances, so many per second
};
struct LoadModeRow {
  LoadMode value;
  std::string_view id;
  bool is_open;  // conversations arrive by a schedule, whether the server is done with earlier ones or not
};
template <>
inline constexpr std::array<LoadModeRow, 4> kIds<LoadMode>{{{LoadMode::once, "once", false},
                                                            {LoadMode::sustained, "sustained", false},
                                                            {LoadMode::poisson, "poisson", true},
                                                            {LoadMode::constant, "constant", true}}};

inline constexpr int kMostLoadLevel = 256;
inline constexpr double kMostArrivals = 1000;  // per second

struct LoadItem {
  LoadMode mode = LoadMode::once;
  int level = 1;     // conversations in flight, the primary one included; of an open mode 1
  double per_s = 0;  // arrivals of side conversations, in 1/s; 0 unless the mode is open

  bool is_open() const { return row_of(mode).is_open; }
  friend bool operator==(const LoadItem&, const LoadItem&) = default;
  friend auto operator<=>(const LoadItem&, const LoadItem&) = default;  // by mode, then rising
};

// Returns the item's name, which says it all: "once@2", "sustained@3", "poisson@0.5".
std::string to_string(const LoadItem& item);
// Returns the item of this name; nullopt where `name` is no name of an item.
std::optional<LoadItem> parse_load_item(const std::string& name);

}  // namespace quantladder::core
