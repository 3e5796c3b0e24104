// Where an imported suite, and each of its tasks, is from: for people, and never part of what is asked or judged.
#pragma once

#include <string>

#include "quantladder/sys/checked_json.h"

namespace quantladder::tasks {

// Returns whether `text` has the form 2024-05-01.
bool is_date(const std::string& text);

// Check the optional keys of suite.json and of task.json. They throw core::Error(usage).
void check_suite_origin(sys::CheckedObject& suite);
void check_task_origin(sys::CheckedObject& task);

}  // namespace quantladder::tasks
