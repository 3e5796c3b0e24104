// A search for the most agents, or arrivals a second, at which a model still serves its requests well.
#pragma once

#include <vector>

#include "quantladder/core/load_item.h"

namespace quantladder::core {

struct LoadSearch {
  LoadMode mode = LoadMode::sustained;
  double most = 1;     // the highest level, or arrivals per second
  bool queue = false;  // levels above a model's slots are wanted
  int episodes = 48;   // of one item, at most

  friend bool operator==(const LoadSearch&, const LoadSearch&) = default;
};

// The first look at an item is after so many episodes; each further one after twice as many.
inline constexpr int kFirstLook = 3;
// The lowest rate of an open search, in arrivals per second. Each further one is higher by the square root of two.
inline constexpr double kLeastSearched = 0.0625;

// Returns the items that a search may measure, rising: all levels, or rates.
std::vector<LoadItem> items_of(const LoadSearch& search);

}  // namespace quantladder::core
