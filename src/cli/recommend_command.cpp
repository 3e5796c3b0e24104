#include <fmt/format.h>

#include "cli/commands.h"
#include "cli/exit_code.h"
#include "cli/terminal.h"
#include "quantladder/app/results.h"
#include "quantladder/core/error.h"
#include "quantladder/report/json.h"
#include "quantladder/report/render.h"

namespace quantladder::cli {
namespace {

// A choice that no further data would bring is worse than asked for. Everything else that is not decided
// asks for more data.
int to_exit_code(const report::Advice& advice) {
  if (!advice.decided) return kUndecided;
  return advice.model.empty() ? kWorse : kDone;
}

void ask_for(double percent, std::vector<core::SuiteFacts>& suites, const std::string& run) {
  bool is_used = false;
  for (core::SuiteFacts& suite : suites) {
    if (!suite.service) continue;
    suite.service->percent = percent;
    is_used = true;
  }
  if (!is_used)
    throw core::Error(core::ErrorKind::usage, run + ": --share is for runs with a suite of kind load, and it has none");
}

}  // namespace

int recommend_command(const RecommendOptions& options) {
  report::RunData data = app::load_results(options.run, options.scale).data;
  if (options.percent) ask_for(*options.percent, data.manifest.suites, options.run);
  const report::Report report = report::make_report(data, report::limits_of(options.limits));
  fmt::print("{}", options.output == Output::json
                       ? report::advice_json(report)
                       : report::to_terminal(report::make_advice(report), terminal_width(), colour()));
  return to_exit_code(report.advice);
}

}  // namespace quantladder::cli
