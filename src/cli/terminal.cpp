#include "cli/terminal.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <string_view>

namespace quantladder::cli {

namespace {

TerminalSize size_of(int descriptor) {
  constexpr TerminalSize kWithoutTerminal{.columns = 100, .rows = 24};
  winsize size{};
  const bool told = ioctl(descriptor, TIOCGWINSZ, &size) == 0;
  return {.columns = told && size.ws_col > 0 ? size.ws_col : kWithoutTerminal.columns,
          .rows = told && size.ws_row > 0 ? size.ws_row : kWithoutTerminal.rows};
}

bool takes_escapes(int descriptor) {
  const char* type = std::getenv("TERM");
  return isatty(descriptor) != 0 && type != nullptr && *type != 0 && std::string_view(type) != "dumb" &&
         std::getenv("NO_COLOR") == nullptr;
}

}  // namespace

int terminal_width() { return std::clamp(size_of(STDOUT_FILENO).columns, 60, 160); }

TerminalSize size_for_drawing() { return size_of(STDERR_FILENO); }

report::Colour colour() { return takes_escapes(STDOUT_FILENO) ? report::Colour::on : report::Colour::off; }

bool can_redraw() { return takes_escapes(STDERR_FILENO); }

bool is_in_foreground() {
  const pid_t foreground = tcgetpgrp(STDERR_FILENO);
  return foreground < 0 || foreground == getpgrp();  // -1: no shell shares it
}

}  // namespace quantladder::cli
