#include <algorithm>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "cli/commands.h"
#include "cli/screened_config.h"
#include "quantladder/app/inputs.h"
#include "quantladder/bench/config.h"

namespace quantladder::cli {
namespace {

using Json = nlohmann::ordered_json;

Json choose_json(const ChooseOptions& options) {
  Json files = Json::array();
  for (const std::string& file : options.files) files.push_back(absolute_path(file));
  Json choose{{"files", files}};
  if (!options.parent.empty()) choose["parent"] = absolute_path(options.parent);
  return choose;
}

bool has_tasks(const app::Inputs& inputs) {
  return std::any_of(inputs.suites.begin(), inputs.suites.end(),
                     [](const auto& suite) { return core::row_of(suite.kind).has_points; });
}

}  // namespace

int choose_command(const ChooseOptions& options) {
  Json suites = suites_that_screen();
  suites.push_back("ladder");
  const std::string text = screened_config(name_after("choose", options.files.front()), options.screening, suites,
                                           "choose", choose_json(options));
  bench::Experiment experiment = bench::parse_config(text, "command line", std::filesystem::current_path());
  app::Inputs inputs = app::complete_inputs(std::move(experiment), options.run.asked());
  if (options.run.dry_run) return plan_inputs(std::move(inputs), options.run);
  RunOptions run = options.run;
  run.stops_by_default = has_tasks(inputs) && inputs.selection.is_whole();
  return run_inputs(std::move(inputs), run);
}

}  // namespace quantladder::cli
