// Points with their intervals in both directions, named where a name has room, and the stairs of the best of them.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "axis.h"
#include "quantladder/stats/comparison.h"

namespace quantladder::report {

struct ScatterMark {
  std::string name;
  double x = 0;
  double y = 0;
  std::optional<stats::Interval> x_ci;
  std::optional<stats::Interval> y_ci;
  std::string role;
  bool is_ring = false;
  std::string tip;
};

// One of the two axes.
struct ScatterSide {
  std::string caption;
  stats::Interval range;
  Spacing spacing = Spacing::even;
  stats::Goal goal = stats::Goal::higher;
};

struct ScatterPicture {
  std::vector<ScatterMark> marks;
  ScatterSide x;
  ScatterSide y;
};

// Returns the marks that no other one is better than in both figures, from the best x to the best y.
std::vector<std::size_t> stairs_of(const ScatterPicture& picture);

Drawing draw_scatter(const ScatterPicture& picture, double width);

}  // namespace quantladder::report
