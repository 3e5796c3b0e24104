// Lists of names.
#pragma once

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

namespace quantladder::core {

// Returns whether `names` has `name`; an empty list stands for all.
inline bool covers(const std::vector<std::string>& names, std::string_view name) {
  return names.empty() || std::find(names.begin(), names.end(), name) != names.end();
}

}  // namespace quantladder::core
