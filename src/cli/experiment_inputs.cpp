#include "cli/experiment_inputs.h"

#include <fmt/format.h>

#include "quantladder/bench/context.h"
#include "quantladder/core/error.h"

namespace quantladder::cli {
namespace {

bool is_config(const std::string& path) { return path.ends_with(".json") || path.ends_with(".jsonc"); }

bench::Experiment load_experiment(const std::vector<std::string>& inputs) {
  if (inputs.size() == 1 && is_config(inputs.front())) return bench::load_config(inputs.front());
  for (const auto& input : inputs) {
    if (is_config(input)) {
      throw core::Error(core::ErrorKind::usage, input + ": give one configuration, or only GGUF files");
    }
  }
  try {
    return bench::make_comparison(inputs);
  } catch (const core::Error& error) {
    throw core::Error(error.kind(),
                      fmt::format("{} (a configuration's name would end in .json or .jsonc)", error.what()));
  }
}

// A task setting for a task that is not there would be ignored silently.
void check_task_settings(const bench::Experiment& experiment, const tasks::Suite& suite) {
  for (const auto& config : experiment.models) {
    for (const auto& [task, settings] : config.by_task) {
      if (suite.find(task) != nullptr) continue;
      throw core::Error(core::ErrorKind::usage, fmt::format("{}: /sampling/tasks/{}: suite {} has no such task",
                                                            experiment.source, task, suite.id));
    }
  }
}

tasks::Suite find_configured_suite(const bench::Experiment& experiment) {
  std::filesystem::path folder;
  try {
    folder = tasks::find_suite(experiment.suite);
  } catch (const core::Error& error) {
    throw core::Error(error.kind(), fmt::format("{}: /suite: {}", experiment.source, error.what()));
  }
  return tasks::load_suite(folder);
}

}  // namespace

tasks::Suite load_suite_of(const bench::Experiment& experiment) {
  tasks::Suite suite = find_configured_suite(experiment);
  check_task_settings(experiment, suite);
  return suite;
}

Inputs load_inputs(const RunOptions& options) {
  Inputs inputs;
  inputs.experiment = load_experiment(options.inputs);
  if (options.iterations) {
    inputs.experiment.iterations = *options.iterations;
    inputs.experiment.rounds = std::min(inputs.experiment.rounds, *options.iterations);
  }
  if (!options.sandbox.python.empty()) inputs.experiment.judging.python = options.sandbox.python;
  inputs.suite = load_suite_of(inputs.experiment);
  inputs.selection = {.models = options.models,
                      .tasks = options.tasks,
                      .repeat = options.rerun ? bench::Repeat::rerun : bench::Repeat::missing_only};
  bench::check_model_files(inputs.experiment, options.models);
  return inputs;
}

}  // namespace quantladder::cli
