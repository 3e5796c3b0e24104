// The items of a suite of kind "fidelity".
#pragma once

#include "quantladder/sys/checked_json.h"
#include "quantladder/tasks/suite.h"

namespace quantladder::tasks {

// Reads `ctx`, `chunks` and `domains` of a suite.json into `suite`, and hashes the texts. Throws core::Error(usage).
void read_domains(sys::CheckedObject& object, Suite& suite);

}  // namespace quantladder::tasks
