#include <fmt/format.h>

#include "cli/commands.h"
#include "cli/exit_code.h"
#include "cli/print_report.h"
#include "quantladder/app/publish.h"

namespace quantladder::cli {

int report_command(const ReportOptions& options) {
  const auto store = store::RunStore::open(options.run);
  print_report(app::publish(store).report, options.output);
  fmt::print(stderr, "Report: {}/report.md\n", options.run);
  return kDone;
}

}  // namespace quantladder::cli
