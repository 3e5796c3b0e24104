#include <fmt/format.h>

#include <filesystem>
#include <nlohmann/json.hpp>

#include "cli/commands.h"
#include "quantladder/app/inputs.h"
#include "quantladder/bench/config.h"

namespace quantladder::cli {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

std::string absolute(const std::string& file) { return fs::absolute(file).lexically_normal().string(); }

Json sweep_json(const SweepOptions& options) {
  Json sweep{{"from", absolute(options.source)}};
  if (!options.recipes.empty()) sweep["recipes"] = absolute(options.recipes);
  if (!options.imatrix.empty()) sweep["imatrix"] = absolute(options.imatrix);
  if (!options.made_from.empty()) sweep["made_from"] = options.made_from;
  if (options.allow_requantize) sweep["allow_requantize"] = true;
  if (options.max_size_gib) sweep["max_size_gib"] = *options.max_size_gib;
  if (options.budget_gib) sweep["budget_gib"] = *options.budget_gib;
  return sweep;
}

// "models/Qwen3-8B-F16.gguf" -> "sweep-Qwen3-8B-F16"; a name has no other characters than these.
std::string name_of(const std::string& source) {
  std::string name = "sweep-" + fs::path(source).stem().string();
  for (char& c : name) {
    if (std::isalnum(static_cast<unsigned char>(c)) == 0 && c != '.' && c != '_' && c != '-') c = '_';
  }
  return name.substr(0, 100);
}

// The configuration that the command line stands for; the run keeps it as config.json.
std::string config_text(const SweepOptions& options) {
  // A first block of eight chunks shows what is far off, in minutes on a CPU; what is left gets two more.
  Json suites = Json::array({{{"suite", "fidelity"}, {"chunks", 24}, {"blocks", 3}}, "speed-small"});
  if (!options.suites.empty()) suites = options.suites;
  Json config{{"name", name_of(options.source)}, {"suites", suites}, {"sweep", sweep_json(options)}};
  if (options.no_screening) config["screening"] = false;
  return config.dump(2) + "\n";
}

}  // namespace

int sweep_command(const SweepOptions& options) {
  bench::Experiment experiment = bench::parse_config(config_text(options), "command line", fs::current_path());
  app::Inputs inputs = app::complete_inputs(std::move(experiment), options.run.asked());
  return options.run.dry_run ? plan_inputs(std::move(inputs), options.run) : run_inputs(std::move(inputs), options.run);
}

}  // namespace quantladder::cli
