// A task of HumanEval's kind: a function to complete, whose beginning is the prompt.
#pragma once

#include <string>

#include "tasks/import/row_text.h"
#include "tasks/import/task_draft.h"

namespace quantladder::tasks {

struct FunctionTask {
  std::string program;      // the prompt and its reference, which is a whole module
  std::string entry_point;  // the function's name
  TaskDraft draft;          // all but the tests
};

// Reads task_id, prompt, canonical_solution and entry_point of a row.
FunctionTask read_function_task(Row& row);

// Throws core::Error(usage) where the value of `key` is no name of Python.
void check_name(const Row& row, const std::string& key, const std::string& name);

}  // namespace quantladder::tasks
