// A line for each of several models over the levels of a load.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "axis.h"

namespace quantladder::report {

struct LevelLine {
  std::string model;
  std::map<int, double> values;     // by level
  std::map<int, std::string> tips;  // likewise: the value in words
};

struct LevelLines {
  std::set<int> levels;          // of all models, never empty
  std::vector<LevelLine> lines;  // at most as many as there are colours of models
  std::string caption;           // of the upright axis, which begins at 0
};

Drawing draw_level_lines(const LevelLines& chart, double width);

}  // namespace quantladder::report
