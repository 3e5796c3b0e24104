// Three published lists of 15 scores on a ladder of 25/25/25/15/10 points, and the level passes they decode to
// (65 = L1 and L5 failed, 40 = L1, L2 and L5, 75 = L1, 90 = L5). Expected values in these tests were computed
// independently with SciPy 1.10.
#pragma once

#include <vector>

#include "quantladder/stats/score_interval.h"

namespace quantladder::stats::reference {

inline const std::vector<double> kAesSedai{90, 90, 40, 90, 90, 90, 90, 90, 100, 90, 90, 90, 90, 90, 65};
inline const std::vector<double> kBartowski{65, 90, 90, 65, 90, 90, 100, 90, 90, 90, 65, 90, 90, 75, 90};
inline const std::vector<double> kUnsloth{65, 100, 65, 90, 90, 90, 100, 65, 100, 65, 90, 90, 90, 65, 90};

inline std::vector<LevelCount> ladder(const std::vector<double>& passes, double n) {
  const std::vector<double> points{25, 25, 25, 15, 10};
  std::vector<LevelCount> levels;
  for (std::size_t i = 0; i < points.size(); ++i) levels.push_back(LevelCount{passes[i], n, points[i]});
  return levels;
}

}  // namespace quantladder::stats::reference
