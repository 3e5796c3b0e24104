// The conversations of a suite of kind load.
#pragma once

#include "quantladder/sys/checked_json.h"
#include "quantladder/tasks/suite.h"

namespace quantladder::tasks {

// Reads "primary" and "side" of suite.json into `suite.load`, whose tasks were read before, with the default levels and
// modes. Throws core::Error(usage).
void read_load_conversations(sys::CheckedObject& object, Suite& suite);

}  // namespace quantladder::tasks
