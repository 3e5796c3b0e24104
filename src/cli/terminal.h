// Asks how much of a terminal there is.
#pragma once

#include "quantladder/report/render.h"

namespace quantladder::cli {

int terminal_width();     // columns; 100 without a terminal
int status_width();       // the same of stderr, however narrow
report::Colour colour();  // on for a terminal, unless NO_COLOR is set
bool can_redraw();        // stderr is a terminal that knows more than lines: a status line can be drawn over

}  // namespace quantladder::cli
