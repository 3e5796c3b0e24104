// The items of a suite of kind "speed".
#pragma once

#include <optional>
#include <string>

#include "quantladder/sys/checked_json.h"
#include "quantladder/tasks/suite.h"

namespace quantladder::tasks {

// Reads `tests` and `repetitions` of a suite.json into `suite`. Throws core::Error(usage).
void read_speed_tests(sys::CheckedObject& object, Suite& suite);

}  // namespace quantladder::tasks
