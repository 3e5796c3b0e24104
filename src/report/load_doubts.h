// What of the figures of load is doubted.
#pragma once

#include <string>
#include <vector>

#include "quantladder/report/load.h"

namespace quantladder::report {

// Names the level from which on the client may be the cause of a time, of each model, suite and mode, and the open
// levels with which the server did not keep up.
std::vector<std::string> find_load_doubts(const std::vector<LoadedLevel>& levels);

}  // namespace quantladder::report
