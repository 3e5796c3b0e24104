#include "cli/print_report.h"

#include <fmt/format.h>

#include <cstdio>

#include "cli/terminal.h"
#include "quantladder/report/render.h"

namespace quantladder::cli {

void print_report(const report::Report& report, Output output) {
  fmt::print("{}", report::format_of(format_id(output)).print(report, terminal_width(), colour()));
  std::fflush(stdout);
}

}  // namespace quantladder::cli
