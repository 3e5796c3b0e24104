// The keys that an entry of "suites" has for a suite of load.
#pragma once

#include <string>

#include "quantladder/bench/config.h"
#include "quantladder/sys/checked_json.h"
#include "quantladder/tasks/suite.h"

namespace quantladder::bench {

// Throws core::Error(usage) naming place and remedy.
void read_load_keys(sys::CheckedObject& entry, const Experiment& experiment, tasks::Suite& suite);
// Returns what decides the figures beside the items, as a JSON object.
std::string settings_of_load(const tasks::Suite& suite);

}  // namespace quantladder::bench
