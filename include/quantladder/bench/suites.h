// The suites of an experiment, read from their folders.
#pragma once

#include <vector>

#include "quantladder/bench/config.h"
#include "quantladder/tasks/suite.h"

namespace quantladder::bench {

// Returns them in the configuration's order, with what it says of each. Throws core::Error(usage) naming the entry: for
// a suite that is not there or named twice, keys that its kind does not have, and iterations of its own where the kind
// has none.
std::vector<tasks::Suite> load_suites(const Experiment& experiment);

}  // namespace quantladder::bench
