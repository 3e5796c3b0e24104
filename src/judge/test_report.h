// What the runner said: two independent accounts of the same tests, its own lines and pytest's JUnit file.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace quantladder::judge {

struct RaisedError {
  std::string type;
  std::string message;
  std::vector<std::string> frames;  // inside the answer, outermost first: "solution.py:12 in get_result"
};
std::string to_string(const RaisedError& error);  // "TypeError: ..."

struct TestAccount {
  std::map<std::string, std::vector<std::string>> phases;  // setup, call, teardown -> outcomes
  std::optional<RaisedError> error;                        // the first
};

struct TestReport {
  bool malformed = false;      // a line that the runner would not have written
  bool out_of_memory = false;  // pytest itself ran out of it
  std::optional<RaisedError> import_error;
  std::vector<RaisedError> collect_errors;
  int collections = 0;
  std::vector<std::string> collected;  // test ids, in order
  std::map<std::string, TestAccount> tests;
  std::optional<int> end;  // pytest's exit status
  std::string junit;
};
TestReport parse_report(std::string_view lines);

struct JunitCase {
  std::string name;  // "module.Class.test[id]"
  bool passed = false;
};
struct JunitReport {
  int tests = 0;
  int failures = 0;
  int errors = 0;
  int skipped = 0;
  std::vector<JunitCase> cases;
};
// Reads the subset of XML that pytest writes; nothing when it is not that.
std::optional<JunitReport> parse_junit(std::string_view xml);

// "a/test_x.py::TestC::test_f[1]" -> "a.test_x.TestC.test_f[1]", as pytest names the cases of its JUnit file.
std::string junit_name(const std::string& test_id);

}  // namespace quantladder::judge
