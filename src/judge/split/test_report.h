// Reads what the tester told on the verdict pipe, one JSON object a line. It is read strictly: a record that the tester
// would not have written spoils the whole report.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "quantladder/core/judgement.h"

namespace quantladder::judge {

struct RaisedError {
  std::string type;
  std::string message;
  std::vector<std::string> frames;  // inside the answer, outermost first: "solution.py:12 in get_result"
};
std::string to_string(const RaisedError& error);  // "TypeError: ..."

struct TestAccount {
  std::map<std::string, std::vector<core::TestStatus>> phases;  // setup, call, teardown -> outcomes
  std::optional<RaisedError> error;                             // the first
};

// The failure of the line between tester and worker, which is told once.
struct TransportFault {
  std::string kind;  // eof, timeout, frame, limit
  std::string detail;
};

struct EndRecord {
  int status = 0;  // pytest's, or the checker's
  int tests = 0;
  int canaries = 0;
  bool transport = false;
};

struct TestReport {
  std::string malformed;  // what is wrong with it; empty: nothing
  bool ready = false;
  std::optional<RaisedError> import_error;
  std::vector<RaisedError> collect_errors;
  std::optional<std::vector<std::string>> collected;  // test ids, in order
  std::map<std::string, TestAccount> tests;
  std::map<std::string, core::TestStatus> canaries;  // by name
  std::size_t canaries_before = 0;                   // told before anything of a test
  std::optional<TransportFault> transport;
  std::optional<int> program;
  std::string voided;                 // why these tests can judge no answer; empty: nothing is known against them
  std::vector<std::string> left_out;  // tests that their own file marks skip or xfail
  bool slow = false;                  // a set-up step failed by time alone
  std::string note;                   // what the tests do that may not cross to the answer
  std::optional<EndRecord> end;
};

// Reads a report. Never throws, whatever the text (short of memory).
TestReport parse_report(std::string_view lines);

}  // namespace quantladder::judge
