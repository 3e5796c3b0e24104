// How much of a terminal there is on stdout.
#pragma once

#include "quantladder/report/render.h"

namespace quantladder::cli {

int terminal_width();     // columns; 100 without a terminal
report::Colour colour();  // on for a terminal, unless NO_COLOR is set

}  // namespace quantladder::cli
