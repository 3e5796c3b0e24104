#include "cli/terminal.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <string_view>

namespace quantladder::cli {

namespace {

int columns_of(int descriptor) {
  constexpr int kWithoutTerminal = 100;
  winsize size{};
  return ioctl(descriptor, TIOCGWINSZ, &size) != 0 || size.ws_col == 0 ? kWithoutTerminal : size.ws_col;
}

bool knows_escapes() {
  const char* type = std::getenv("TERM");
  return type != nullptr && *type != 0 && std::string_view(type) != "dumb";
}

}  // namespace

int terminal_width() { return std::clamp(columns_of(STDOUT_FILENO), 60, 160); }

int status_width() { return columns_of(STDERR_FILENO); }

report::Colour colour() {
  const bool wanted = isatty(STDOUT_FILENO) != 0 && knows_escapes() && std::getenv("NO_COLOR") == nullptr;
  return wanted ? report::Colour::on : report::Colour::off;
}

bool can_redraw() { return isatty(STDERR_FILENO) != 0 && knows_escapes(); }

}  // namespace quantladder::cli
