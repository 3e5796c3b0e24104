// Lists of names and lines, and texts made of several parts.
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

// Appends `line` unless `lines` holds it already.
inline void add_once(std::vector<std::string>& lines, std::string_view line) {
  if (std::find(lines.begin(), lines.end(), line) == lines.end()) lines.emplace_back(line);
}

// Appends `part` to `text`, behind `separator` where `text` is not empty; an empty part adds nothing.
inline void add_part(std::string& text, std::string_view part, std::string_view separator = ", ") {
  if (part.empty()) return;
  if (!text.empty()) text += separator;
  text += part;
}

}  // namespace quantladder::core
