#include <fmt/format.h>

#include "cli/commands.h"
#include "cli/exit_code.h"
#include "cli/run_data.h"

namespace quantladder::cli {

int report_command(const ReportOptions& options) {
  const auto store = store::RunStore::open(options.run);
  fmt::print("{}", write_report(store, format_id(options.output)).text);
  fmt::print(stderr, "Report: {}/report.md\n", options.run);
  return kDone;
}

}  // namespace quantladder::cli
