// What the shapes of a picture mean, and what its numbers stand for.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "axis.h"

namespace quantladder::report {

struct LegendEntry {
  std::string words;
  std::function<void(Drawing& drawing, double x, double y, double size)> add_shape;
};

// Adds the entries below `top`, in as many lines as they need. Returns where they end.
double add_legend(Drawing& drawing, const std::vector<LegendEntry>& entries, double top);

// Adds "1 a", "2 b", ... below `top`, in columns. Returns where they end.
double add_key(Drawing& drawing, const std::vector<std::string>& names, double top);

// Returns where add_key would end.
double end_of_key(const std::vector<std::string>& names, double width, double top);

}  // namespace quantladder::report
