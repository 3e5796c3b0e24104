// Which lines are text for people and which may be code, where no fence says so.
#pragma once

#include <string_view>

namespace quantladder::extract {

// True for a line at column 0 that no statement of Python could be. `continued`: the line before left a bracket open
// or ended with a backslash, so that the line need not begin a statement. Cautious: false when in doubt.
bool is_prose(std::string_view line, bool continued = false);

}  // namespace quantladder::extract
