// How much room text takes on a terminal.
#pragma once

#include <string_view>

namespace quantladder::report {

// Columns that a terminal uses for valid UTF-8 text: combining marks 0, East Asian wide characters and emoji 2.
int display_width(std::string_view text);

}  // namespace quantladder::report
