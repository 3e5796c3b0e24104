// "ladder/L1" -> the suite it belongs to and the task.
#pragma once

#include <string>

#include "quantladder/tasks/suite.h"

namespace quantladder::app {

// Returns the suite with that task alone. Throws core::Error(usage) naming the tasks there are.
tasks::Suite find_suite_with(const std::string& qualified_id);
tasks::Task find_task(const std::string& qualified_id);

// The candidate's files: one file takes the module's expected name, a folder is taken as it lies.
std::vector<core::AnswerFile> read_solution(const std::string& path, const std::string& file_name);

}  // namespace quantladder::app
