// Asks how much of a terminal there is.
#pragma once

#include "quantladder/report/render.h"

namespace quantladder::cli {

struct TerminalSize {
  int columns = 0;
  int rows = 0;
};

int terminal_width();             // columns; 100 without a terminal
TerminalSize size_for_drawing();  // of stderr, however small; 100 x 24 where it does not tell
report::Colour colour();          // on for a terminal, unless NO_COLOR is set
bool can_redraw();  // stderr is a terminal that knows more than lines, and NO_COLOR is not set: it can be drawn over
bool is_in_foreground();  // no shell nor other program has the terminal of stderr meanwhile

}  // namespace quantladder::cli
