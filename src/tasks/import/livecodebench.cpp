// LiveCodeBench: rows with question_content, starter_code, public_test_cases and private_test_cases. It has no
// solutions: the reference of a task says what its tests expect, which shows that a right answer passes.
#include <fmt/format.h>

#include "quantladder/core/error.h"
#include "quantladder/sys/files.h"
#include "tasks/import/function_task.h"
#include "tasks/import/packed_text.h"
#include "tasks/import/row_text.h"
#include "tasks/import/test_text.h"
#include "tasks/origin.h"

namespace quantladder::tasks {
namespace {

using nlohmann::json;

constexpr double kTestTimeoutS = 6;  // of one run of a program, as the data set's own harness has it
constexpr const char* kAnswer = "solution.py";

struct TestCase {
  std::string id;
  std::string input;
  std::string output;
};

struct TestCases {
  std::string type;  // "stdin" or "functional"
  std::vector<TestCase> cases;
};

json parse_cases(Row& row, const std::string& key) {
  const json* value = row.fields.find(key);
  if (value == nullptr) row.fields.fail(key, "missing, expected test cases");
  if (value->is_array()) return *value;
  if (!value->is_string()) row.fields.fail(key, "expected a text with test cases");
  const std::string text = value->get<std::string>();
  if (json cases = json::parse(text, nullptr, false); cases.is_array()) return cases;
  try {
    json cases = json::parse(unpack_text(text), nullptr, false);
    if (cases.is_array()) return cases;
  } catch (const core::Error& error) {
    row.fields.fail(key, error.what());
  }
  row.fields.fail(key, "no JSON array of test cases in it");
}

void add_cases(Row& row, const std::string& key, TestCases& all) {
  const json cases = parse_cases(row, key);
  const std::string kind = key.substr(0, key.find('_'));
  for (std::size_t i = 0; i < cases.size(); ++i) {
    const auto text = [&](const char* field) {
      const auto found = cases[i].is_object() ? cases[i].find(field) : cases[i].end();
      if (!cases[i].is_object() || found == cases[i].end() || !found->is_string()) {
        row.fields.fail(key, fmt::format("test case {}: \"{}\" must be a text", i + 1, field));
      }
      return found->get<std::string>();
    };
    const std::string type = text("testtype");
    if (type != "stdin" && type != "functional") row.fields.fail(key, "a test's type must be stdin or functional");
    if (!all.type.empty() && all.type != type) row.fields.fail(key, "has tests of both types");
    all.type = type;
    all.cases.push_back({fmt::format("{}_{}", kind, i + 1), text("input"), text("output")});
  }
}

TestCases read_cases(Row& row) {
  TestCases all;
  for (const char* key : {"public_test_cases", "private_test_cases"}) add_cases(row, key, all);
  if (all.cases.empty()) row.fields.fail("private_test_cases", "there is no test case in this row");
  return all;
}

Constant cases_constant(const std::vector<TestCase>& cases) {
  std::string list = "[\n";
  for (const TestCase& each : cases) {
    list += fmt::format("    ({}, {}, {}),\n", python_literal(each.id), python_literal(each.input),
                        python_literal(each.output));
  }
  return {"CASES", list + "]"};
}

// What is expected, by the hash of what is given: inputs can be larger than an answer may be.
Constant outputs_by_hash(const std::vector<TestCase>& cases) {
  std::string table = "{\n";
  for (const TestCase& each : cases) {
    table += fmt::format("    \"{}\": {},\n", sys::sha256_hex(each.input), python_literal(each.output));
  }
  return {"OUTPUTS", table + "}"};
}

void add_program_tests(TaskDraft& draft, const TestCases& tests) {
  draft.module = "never_imported";  // the tests run the file
  draft.tests = {{"test_program.py", make_python(draft.name,
                                                 {cases_constant(tests.cases),
                                                  {"PROGRAM", python_literal(kAnswer)},
                                                  {"TIMEOUT_S", fmt::format("{}", kTestTimeoutS)}},
                                                 {"stdin.py"})}};
  draft.reference = {{kAnswer, make_python(draft.name, {outputs_by_hash(tests.cases)}, {"replay_program.py"})}};
  draft.prompt += "\nThe program reads standard input and writes the answer to standard output.\n\n";
}

std::string read_function_name(Row& row) {
  const std::string text = row.fields.string("metadata");
  const json metadata = json::parse(text, nullptr, false);
  const auto found = metadata.is_object() ? metadata.find("func_name") : metadata.end();
  if (!metadata.is_object() || found == metadata.end() || !found->is_string()) {
    row.fields.fail("metadata", "expected a JSON object with the text \"func_name\"");
  }
  const std::string name = found->get<std::string>();
  check_name(row, "metadata", name);
  return name;
}

void add_function_tests(TaskDraft& draft, const TestCases& tests, Row& row) {
  const std::string function = read_function_name(row);
  const std::string starter = row.fields.string("starter_code");
  const bool in_class = starter.find("class Solution") != std::string::npos;
  draft.entry_points = {in_class ? "Solution" : function};
  draft.tests = {{"test_function.py", make_python(draft.name,
                                                  {cases_constant(tests.cases),
                                                   {"FUNCTION", python_literal(function)},
                                                   {"IN_CLASS", in_class ? "True" : "False"}},
                                                  {"functional.py", "plain.py"})}};
  const std::string named = in_class ? fmt::format("\n\nclass Solution:\n    {} = staticmethod(replay)\n", function)
                                     : fmt::format("\n\n{} = replay\n", function);
  draft.reference = {{kAnswer, make_python(draft.name, {cases_constant(tests.cases)}, {"replay_function.py"}) + named}};
  draft.prompt +=
      fmt::format("\nThe answer begins so, and imports what it needs, names of `typing` too:\n\n{}\n", fenced(starter));
}

// "2024-05-01T00:00:00" -> "2024-05-01"; empty: the row has none.
std::string read_date(Row& row) {
  const std::string date = row.fields.optional_string("contest_date").value_or("").substr(0, 10);
  if (!date.empty() && !is_date(date)) row.fields.fail("contest_date", "expected a date as 2024-05-01");
  return date;
}

std::string read_origin(Row& row, const std::string& name) {
  std::string origin;
  for (const char* key : {"platform", "contest_id", "difficulty"}) {
    const std::string part = row.fields.optional_string(key).value_or("");
    if (!part.empty()) origin += (origin.empty() ? "" : ", ") + part;
  }
  return origin.empty() ? name : fmt::format("{}: {}", name, origin);
}

TaskDraft make_livecodebench_task(Row& row) {
  TaskDraft draft;
  draft.name = row.fields.string("question_id");
  draft.title = row.fields.optional_string("question_title").value_or(draft.name);
  draft.published = read_date(row);
  draft.origin = read_origin(row, draft.name);
  draft.prompt = row.fields.string("question_content") + "\n";
  draft.limits = {.wall_s = 120, .cpu_s = 120, .memory_mib = 1024};
  const TestCases tests = read_cases(row);
  if (tests.type == "stdin") {
    add_program_tests(draft, tests);
  } else {
    add_function_tests(draft, tests, row);
  }
  draft.prompt += answer_form(kAnswer);
  return draft;
}

}  // namespace

void read_livecodebench(const std::filesystem::path& source, const TakeRow& take) {
  read_rows(source, take, make_livecodebench_task);
}

}  // namespace quantladder::tasks
