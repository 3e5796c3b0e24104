// Lists of names and lines, and texts made of several parts.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace quantladder::core {

// Returns whether `names` has `name`; an empty list stands for all.
bool covers(const std::vector<std::string>& names, std::string_view name);

// Appends `line` unless `lines` holds it already.
void add_once(std::vector<std::string>& lines, std::string_view line);

// Appends `part` to `text`, behind `separator` where `text` is not empty; an empty part adds nothing.
void add_part(std::string& text, std::string_view part, std::string_view separator = ", ");

}  // namespace quantladder::core
