// What a suite and its tasks need of the machine beside the Python that judges.
#pragma once

#include <string>
#include <vector>

#include "quantladder/sys/checked_json.h"
#include "quantladder/tasks/suite.h"

namespace quantladder::tasks {

// Reads a task's "needs". Throws core::Error(usage) for a name that the table of runtimes lacks.
std::vector<std::string> read_needs(sys::CheckedObject& task);

// Throws core::Error(usage) where a prompt has the version of a runtime that its task does not need: nothing would
// replace it.
void refuse_unneeded_versions(const Suite& suite);

// Reads the suite's "python_packages", when its tasks are known; the file's hash becomes part of the hash of what
// judges each task that needs one. Throws core::Error(usage) for a file that is not there or not pinned and hashed, for
// a task that needs a package where the suite brings none, and for packages that no task needs.
void read_python_packages(sys::CheckedObject& object, Suite& suite);

}  // namespace quantladder::tasks
