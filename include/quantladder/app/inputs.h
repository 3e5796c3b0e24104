// The command line's inputs -> an experiment and its suites.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "quantladder/bench/config.h"
#include "quantladder/bench/plan.h"
#include "quantladder/tasks/suite.h"

namespace quantladder::app {

// A command works on these.
struct Asked {
  std::vector<std::string> inputs;  // one configuration, or GGUF files
  bench::Selection selection;
  std::optional<int> iterations;  // in place of the configuration's
  std::string python;             // likewise; empty: the configuration's
};

struct Inputs {
  bench::Experiment experiment;
  std::vector<tasks::Suite> suites;  // as the experiment asks for them, in its order
  bench::Selection selection;
};

// One .json file is a configuration; anything else is taken as GGUF files to compare with stated defaults.
// Throws core::Error(usage).
Inputs load_inputs(const Asked& asked);
// Of an experiment that is there already.
Inputs complete_inputs(bench::Experiment experiment, const Asked& asked);

// Returns whether it is the name of a configuration rather than of a model or a suite.
bool is_config(const std::string& path);

// The suites that the configuration names; refuses settings for tasks that they do not have, or have twice.
std::vector<tasks::Suite> load_suites_of(const bench::Experiment& experiment);

}  // namespace quantladder::app
