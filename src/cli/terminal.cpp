#include "cli/terminal.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>

namespace quantladder::cli {

namespace {

int columns_of(int descriptor) {
  constexpr int kWithoutTerminal = 100;
  winsize size{};
  return ioctl(descriptor, TIOCGWINSZ, &size) != 0 || size.ws_col == 0 ? kWithoutTerminal : size.ws_col;
}

}  // namespace

int terminal_width() { return std::clamp(columns_of(STDOUT_FILENO), 60, 160); }

int status_width() { return columns_of(STDERR_FILENO); }

report::Colour colour() {
  const bool wanted = isatty(STDOUT_FILENO) != 0 && std::getenv("NO_COLOR") == nullptr;
  return wanted ? report::Colour::on : report::Colour::off;
}

}  // namespace quantladder::cli
