// The command line's inputs -> an experiment and its suite.
#pragma once

#include "cli/commands.h"
#include "quantladder/bench/config.h"
#include "quantladder/bench/plan.h"
#include "quantladder/tasks/suite.h"

namespace quantladder::cli {

struct Inputs {
  bench::Experiment experiment;
  tasks::Suite suite;
  bench::Selection selection;
};

// One .json file is a configuration; anything else is taken as GGUF files to compare with stated defaults.
// Throws core::Error(usage).
Inputs load_inputs(const RunOptions& options);

// The suite that the configuration names; refuses settings for tasks that it does not have.
tasks::Suite load_suite_of(const bench::Experiment& experiment);

}  // namespace quantladder::cli
