#include "tasks/import/function_task.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>

#include "tasks/import/test_text.h"

namespace quantladder::tasks {

void check_name(const Row& row, const std::string& key, const std::string& name) {
  const auto is_word = [](char c) { return c == '_' || std::isalnum(static_cast<unsigned char>(c)) != 0; };
  const bool is_name = !name.empty() && std::isdigit(static_cast<unsigned char>(name[0])) == 0 &&
                       std::all_of(name.begin(), name.end(), is_word);
  if (!is_name) row.fields.fail(key, "must be a name of Python");
}

FunctionTask read_function_task(Row& row) {
  FunctionTask task;
  const std::string prompt = row.fields.string("prompt");
  task.entry_point = row.fields.string("entry_point");
  check_name(row, "entry_point", task.entry_point);
  task.program = prompt + row.fields.string("canonical_solution");
  task.draft.name = row.fields.string("task_id");
  task.draft.title = task.entry_point;
  task.draft.entry_points = {task.entry_point};
  task.draft.reference = {{"solution.py", task.program}};
  task.draft.prompt =
      fmt::format("Write the Python function `{}` as it is described here:\n\n{}\nKeep its name and its parameters. {}",
                  task.entry_point, fenced(prompt), answer_form("solution.py"));
  return task;
}

}  // namespace quantladder::tasks
