// What a person sees on a terminal while a run goes on. Pure functions.
#pragma once

#include <string>
#include <vector>

#include "cli/run_counts.h"
#include "cli/terminal.h"

namespace quantladder::cli {

// A header, a row for each model in the order they run, and the status line; where there is no room for all models,
// those around the running one, and a line that says how many are above and below. On a terminal of less than 8 rows or
// 40 columns: the status line alone. Of at most 80 x 24, less a column (a full line may wrap), a row for the cursor,
// and three for the newest notes above.
std::vector<std::string> screen_lines(const RunCounts& run, TerminalSize size);

}  // namespace quantladder::cli
