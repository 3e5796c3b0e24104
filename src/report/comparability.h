// Whether two models were asked the same.
#pragma once

#include <string>
#include <vector>

#include "quantladder/report/cell_table.h"

namespace quantladder::report {

struct AskedModel {
  const RunData& data;
  const CellTable& table;
  std::string model;
  std::string label;
};

// Other tasks, prompts, tests, points or request settings: one line each. Empty: the same was asked of both.
std::vector<std::string> find_unlike(const AskedModel& a, const AskedModel& b);

}  // namespace quantladder::report
