#include "quantladder/app/inputs.h"

#include <fmt/format.h>

#include "quantladder/bench/context.h"
#include "quantladder/bench/prepare.h"
#include "quantladder/bench/suites.h"
#include "quantladder/core/error.h"
#include "quantladder/report/advice.h"

namespace quantladder::app {
namespace {

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
void check_task_settings(const bench::Experiment& experiment, const std::vector<tasks::Suite>& suites) {
  const auto items = core::items_of(bench::describe_suites(suites));
  for (const auto& config : experiment.models) {
    for (const auto& [name, settings] : config.by_task) {
      const auto problem = bench::find_ambiguity(items, name);
      if (!problem) continue;
      throw core::Error(core::ErrorKind::usage,
                        fmt::format("{}: /sampling/tasks/{}: {}", experiment.source, name, *problem));
    }
  }
}

void refuse_unknown_limits(const bench::Experiment& experiment) {
  try {
    report::limits_of(experiment.limits);
  } catch (const core::Error& error) {
    throw core::Error(error.kind(), fmt::format("{}: {}", experiment.source, error.what()));
  }
}

}  // namespace

bool is_config(const std::string& path) { return path.ends_with(".json") || path.ends_with(".jsonc"); }

std::vector<tasks::Suite> load_suites_of(const bench::Experiment& experiment) {
  std::vector<tasks::Suite> suites = bench::load_suites(experiment);
  check_task_settings(experiment, suites);
  return suites;
}

Inputs load_inputs(const Asked& asked) { return complete_inputs(load_experiment(asked.inputs), asked); }

Inputs complete_inputs(bench::Experiment experiment, const Asked& asked) {
  Inputs inputs{.experiment = std::move(experiment), .selection = asked.selection};
  if (asked.iterations) {
    inputs.experiment.iterations = *asked.iterations;
    inputs.experiment.rounds = std::min(inputs.experiment.rounds, *asked.iterations);
  }
  if (!asked.python.empty()) inputs.experiment.judging.python = asked.python;
  refuse_unknown_limits(inputs.experiment);
  inputs.suites = load_suites_of(inputs.experiment);
  bench::check_model_files(inputs.experiment, asked.selection.models);
  return inputs;
}

}  // namespace quantladder::app
