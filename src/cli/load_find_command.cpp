#include <fmt/format.h>

#include <algorithm>

#include "cli/commands.h"
#include "cli/exit_code.h"
#include "cli/say.h"
#include "quantladder/app/results.h"
#include "quantladder/app/run_folder.h"

namespace quantladder::cli {
namespace {

int to_exit_code(const std::string& folder, const bench::Selection& selection) {
  const auto found = report::found_loads(app::load_results(folder, {}).data);
  const bool is_decided = std::all_of(found.begin(), found.end(), [&](const report::FoundLoad& each) {
    return !selection.covers_model(each.model) || each.is_decided();
  });
  if (is_decided) return kDone;
  say("Some edges are not shown to lie where they seem to; more --iterations go on with the same search.");
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
