#include "cli/terminal.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>

namespace quantladder::cli {

int terminal_width() {
  constexpr int kWithoutTerminal = 100;
  winsize size{};
  if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col == 0) return kWithoutTerminal;
  return std::clamp(static_cast<int>(size.ws_col), 60, 160);
}

report::Colour colour() {
  const bool wanted = isatty(STDOUT_FILENO) != 0 && std::getenv("NO_COLOR") == nullptr;
  return wanted ? report::Colour::on : report::Colour::off;
}

}  // namespace quantladder::cli
