#include "judge/judgement_text.h"

#include <fmt/format.h>

#include <algorithm>

#include "judge/sandbox/bounded_text.h"

namespace quantladder::judge {
namespace {

using core::TestStatus;

constexpr std::size_t kMostErrorsInLog = 200;

// Returns what a test raised; nullptr when it raised nothing.
const RaisedError* error_of(const TestReport& report, const core::TestResult& test) {
  const auto account = report.tests.find(test.id);
  return account != report.tests.end() && account->second.error ? &*account->second.error : nullptr;
}

std::string say_first_failure(const core::Judgement& judgement, const TestReport& report) {
  for (const core::TestResult& test : judgement.tests) {
    if (test.status == TestStatus::passed || test.status == TestStatus::blocked) continue;
    const RaisedError* error = error_of(report, test);
    return fmt::format("; first: {} {}{}", test.id, core::to_id(test.status),
                       error != nullptr ? " (" + to_string(*error) + ")" : "");
  }
  return "";
}

void add_error(std::string& log, const std::string& title, const RaisedError& error) {
  log += fmt::format("{}: {}\n", title, to_string(error));
  for (const std::string& frame : error.frames) log += "    at " + frame + "\n";
}

}  // namespace

std::string one_line(std::string_view text) {
  std::string line = printable(text.substr(0, 400));
  std::replace(line.begin(), line.end(), '\n', ' ');
  return line;
}

std::string say_failure(const core::Judgement& judgement, const TestReport& report) {
  int blocked = 0;
  std::string why;
  for (const core::TestResult& test : judgement.tests) {
    if (test.status != TestStatus::blocked) continue;
    const RaisedError* error = error_of(report, test);
    if (blocked++ == 0 && error != nullptr) why = ": " + error->message;
  }
  if (blocked > 0 && blocked == judgement.tests_total) {
    return fmt::format("{} of {} tests blocked{}", blocked, judgement.tests_total, why);
  }
  return fmt::format("{} of {} tests passed{}{}", judgement.tests_passed, judgement.tests_total,
                     blocked > 0 ? fmt::format(", {} blocked{}", blocked, why) : "",
                     say_first_failure(judgement, report));
}

std::string make_log(const RunFacts& facts, const TestReport& report, const core::Judgement& judgement) {
  std::string log;
  if (report.import_error) add_error(log, "import", *report.import_error);
  for (std::size_t i = 0; i < std::min(report.collect_errors.size(), kMostErrorsInLog); ++i) {
    add_error(log, "collection", report.collect_errors[i]);
  }
  std::string told;  // what blocked the test before: it is said once
  for (const core::TestResult& test : judgement.tests) {
    const RaisedError* error = test.status != TestStatus::passed ? error_of(report, test) : nullptr;
    const std::string title = fmt::format("{} {}", core::to_id(test.status), test.id);
    const bool again = test.status == TestStatus::blocked && error != nullptr && error->message == told;
    if (error != nullptr && !again) {
      add_error(log, title, *error);
    } else {
      log += title + "\n";
    }
    if (test.status == TestStatus::blocked && error != nullptr) told = error->message;
  }
  log += fmt::format("--- output ({} bytes)\n", facts.output_bytes);
  return printable(log + facts.output);
}

}  // namespace quantladder::judge
