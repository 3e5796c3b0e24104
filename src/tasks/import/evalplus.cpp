// HumanEvalPlus and MbppPlus: rows as those of HumanEval, with inputs in place of `test`. What is expected is what the
// reference returns; it is asked while an answer is judged, in the tester's sandbox.
#include "tasks/import/function_task.h"
#include "tasks/import/test_text.h"

namespace quantladder::tasks {
namespace {

void check_inputs(Row& row, const std::string& key, bool may_be_empty) {
  const nlohmann::json* inputs = row.fields.find(key);
  if (inputs == nullptr || !inputs->is_array()) row.fields.fail(key, "expected an array of arguments");
  for (const nlohmann::json& arguments : *inputs) {
    if (!arguments.is_array()) row.fields.fail(key, "each input must be an array, one item for each argument");
  }
  if (inputs->empty() && !may_be_empty) row.fields.fail(key, "must have at least one input");
}

TaskDraft make_evalplus_task(Row& row) {
  FunctionTask task = read_function_task(row);
  check_inputs(row, "base_input", false);
  check_inputs(row, "plus_input", true);
  if (row.fields.optional_number("atol").value_or(0) < 0) row.fields.fail("atol", "must not be below 0");
  // The row as it is: a number that no double holds stays what it is.
  task.draft.tests = {{"test_inputs.py", make_python(task.draft.name,
                                                     {{"PROGRAM", python_lines(task.program)},
                                                      {"ROW_TEXT", python_literal(row.text)},
                                                      {"ENTRY_POINT", python_literal(task.entry_point)}},
                                                     {"evalplus.py", "plain.py"})}};
  task.draft.limits = {.wall_s = 60, .cpu_s = 60, .memory_mib = 1024};
  return task.draft;
}

}  // namespace

void read_evalplus(const std::filesystem::path& source, const TakeRow& take) {
  read_rows(source, take, make_evalplus_task);
}

}  // namespace quantladder::tasks
