// Ids that a suite gives: they become folder names and parts of test ids.
#pragma once

#include <string>

#include "quantladder/sys/checked_json.h"

namespace quantladder::tasks {

// Returns the object's "id". Throws core::Error(usage) where it is more than letters, digits, '-' and '_'.
std::string read_id(sys::CheckedObject& object);

}  // namespace quantladder::tasks
