#include <filesystem>
#include <nlohmann/json.hpp>

#include "cli/commands.h"
#include "cli/screened_config.h"
#include "quantladder/app/inputs.h"
#include "quantladder/bench/config.h"

namespace quantladder::cli {
namespace {

using Json = nlohmann::ordered_json;

Json sweep_json(const SweepOptions& options) {
  Json sweep{{"from", absolute_path(options.source)}};
  if (!options.recipes.empty()) sweep["recipes"] = absolute_path(options.recipes);
  if (!options.imatrix.empty()) sweep["imatrix"] = absolute_path(options.imatrix);
  if (!options.imatrix_text.empty()) sweep["imatrix"] = {{"text", absolute_path(options.imatrix_text)}};
  if (options.imatrix_chunks) sweep["imatrix"]["chunks"] = *options.imatrix_chunks;
  if (!options.made_from.empty()) sweep["made_from"] = options.made_from;
  if (options.allow_requantize) sweep["allow_requantize"] = true;
  if (options.max_size_gib) sweep["max_size_gib"] = *options.max_size_gib;
  if (options.budget_gib) sweep["budget_gib"] = *options.budget_gib;
  if (!options.keep.empty()) sweep["keep"] = options.keep;
  return sweep;
}

}  // namespace

int sweep_command(const SweepOptions& options) {
  const std::string text = screened_config(name_after("sweep", options.source), options.screening, suites_that_screen(),
                                           "sweep", sweep_json(options));
  bench::Experiment experiment = bench::parse_config(text, "command line", std::filesystem::current_path());
  app::Inputs inputs = app::complete_inputs(std::move(experiment), options.run.asked());
  return options.run.dry_run ? plan_inputs(std::move(inputs), options.run) : run_inputs(std::move(inputs), options.run);
}

}  // namespace quantladder::cli
