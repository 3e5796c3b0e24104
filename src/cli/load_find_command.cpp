#include <fmt/format.h>
#include <fmt/ranges.h>

#include "cli/commands.h"
#include "cli/exit_code.h"
#include "cli/say.h"
#include "quantladder/app/results.h"
#include "quantladder/app/run_folder.h"

namespace quantladder::cli {
namespace {

int to_exit_code(const std::string& folder, const bench::Selection& selection) {
  std::vector<std::string> open;
  for (const report::FoundLoad& each : report::found_loads(app::load_results(folder, {}).data)) {
    if (selection.covers_model(each.model) && !each.is_decided()) open.push_back(each.model);
  }
  if (open.empty()) return kDone;
  say(fmt::format("The edge is not shown on both sides for {}: the same command with more --iterations goes on.",
                  fmt::join(open, ", ")));
  return kUndecided;
}

}  // namespace

int load_find_command(const LoadFindOptions& options) {
  app::Inputs inputs = app::load_inputs(options.run.asked());
  app::make_search(options.find, inputs);
  if (options.run.dry_run) return plan_inputs(std::move(inputs), options.run);
  const bench::Selection selection = inputs.selection;
  const std::string folder = app::run_folder(inputs.experiment, inputs.suites, options.run.out).string();
  const int code = run_inputs(std::move(inputs), options.run);
  return code == kDone ? to_exit_code(folder, selection) : code;
}

}  // namespace quantladder::cli
