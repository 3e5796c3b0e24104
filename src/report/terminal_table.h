// A table as lines of text.
#pragma once

#include <string>
#include <vector>

#include "quantladder/report/document.h"

namespace quantladder::report {

struct TableLine {
  std::string text;
  bool is_header = false;
};

// Columns side by side, two spaces apart. Free-text columns are broken to fit; what still does not fit continues below,
// after an empty line, with the first column repeated. Each cell becomes one line of valid UTF-8 (to_line).
std::vector<TableLine> lay_out(const Table& table, int width);

}  // namespace quantladder::report
