// Spans of time as a person who waits reads them.
#pragma once

#include <string>

namespace quantladder::cli {

std::string to_duration(double seconds);        // "45 s", "3 min 20 s", "2 h 05 min"
std::string to_short_duration(double seconds);  // for a narrow column: "45s", "3m20s", "2h05m", "4d02h"

}  // namespace quantladder::cli
