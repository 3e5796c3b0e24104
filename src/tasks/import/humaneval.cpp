// HumanEval: rows of task_id, prompt, canonical_solution, entry_point, and test, which defines check(candidate).
#include "tasks/import/function_task.h"
#include "tasks/import/test_text.h"

namespace quantladder::tasks {
namespace {

TaskDraft make_humaneval_task(Row& row) {
  FunctionTask task = read_function_task(row);
  task.draft.tests = {{"test_check.py", make_python(task.draft.name,
                                                    {{"PROGRAM", python_lines(task.program)},
                                                     {"CHECK", python_lines(row.fields.string("test"))},
                                                     {"ENTRY_POINT", python_literal(task.entry_point)}},
                                                    {"humaneval.py", "plain.py"})}};
  return task.draft;
}

}  // namespace

void read_humaneval(const std::filesystem::path& source, const TakeRow& take) {
  read_rows(source, take, make_humaneval_task);
}

}  // namespace quantladder::tasks
