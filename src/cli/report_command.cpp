#include <fmt/format.h>

#include <cstdio>

#include "cli/commands.h"
#include "cli/exit_code.h"
#include "cli/terminal.h"
#include "quantladder/app/publish.h"
#include "quantladder/report/render.h"

namespace quantladder::cli {

void print_report(const report::Report& report, Output output) {
  const report::Format& format = report::format_of(output == Output::json ? "json" : "terminal");
  fmt::print("{}", format.print(report, terminal_width(), colour()));
  std::fflush(stdout);
}

int report_command(const ReportOptions& options) {
  const auto store = store::RunStore::open(options.run);
  print_report(app::publish(store).report, options.output);
  fmt::print(stderr, "Report: {}/report.md\n", options.run);
  return kDone;
}

}  // namespace quantladder::cli
