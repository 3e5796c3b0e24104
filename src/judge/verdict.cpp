#include "judge/verdict.h"

#include <fmt/format.h>
#include <signal.h>

#include <algorithm>

#include "judge/bounded_text.h"

namespace quantladder::judge {
namespace {

using core::Outcome;

struct Verdict {
  Outcome outcome;
  std::string reason;
};

std::string one_line(std::string_view text) {
  std::string line = printable(text.substr(0, 400));
  std::replace(line.begin(), line.end(), '\n', ' ');
  return line;
}

// A test's status from its phases: passed only when each ran exactly once and passed.
std::string status_of(const TestReport& report, const std::string& id) {
  const auto found = report.tests.find(id);
  if (found == report.tests.end()) return "missing";
  const auto& phases = found->second.phases;
  for (const char* phase : {"setup", "call", "teardown"}) {
    const auto outcomes = phases.find(phase);
    if (outcomes == phases.end()) return "missing";
    if (outcomes->second.size() != 1) return "error";
    const std::string& outcome = outcomes->second.front();
    if (outcome == "passed") continue;
    if (outcome == "failed") return std::string(phase) == "call" ? "failed" : "error";
    return outcome;  // skipped, xfailed
  }
  return "passed";
}

bool same_tests(std::vector<std::string> a, std::vector<std::string> b) {
  std::sort(a.begin(), a.end());
  std::sort(b.begin(), b.end());
  return a == b;
}

bool is_memory_error(const RaisedError& error) { return error.type == "MemoryError"; }

bool any_memory_error(const TestReport& report) {
  return std::any_of(report.tests.begin(), report.tests.end(),
                     [](const auto& test) { return test.second.error && is_memory_error(*test.second.error); });
}

// Empty when pytest's two other accounts, exit status and JUnit, say "all passed" about the same tests.
std::string contradiction(const RunFacts& facts, const TestReport& report, const std::vector<std::string>& expected) {
  if (report.malformed) return "its report holds lines that the runner did not write";
  if (report.end != 0) return fmt::format("all tests passed, but pytest ended with status {}", *report.end);
  if (facts.exit_code != 0) return "all tests passed, but the process did not end with status 0";
  const auto junit = parse_junit(report.junit);
  if (!junit) return "all tests passed, but there is no JUnit report";
  std::vector<std::string> names;
  for (const std::string& id : expected) names.push_back(junit_name(id));
  std::vector<std::string> passed;
  for (const JunitCase& each : junit->cases) {
    if (each.passed) passed.push_back(each.name);
  }
  const bool counts = junit->tests == static_cast<int>(expected.size()) && junit->failures == 0 && junit->errors == 0 &&
                      junit->skipped == 0 && junit->cases.size() == expected.size();
  return counts && same_tests(passed, names) ? "" : "all tests passed, but the JUnit report says otherwise";
}

std::string first_failure(const core::Judgement& judgement, const TestReport& report) {
  for (const core::TestResult& test : judgement.tests) {
    if (test.status == "passed") continue;
    const auto account = report.tests.find(test.id);
    const bool explained = account != report.tests.end() && account->second.error;
    return fmt::format("first: {} {}{}", test.id, test.status,
                       explained ? " (" + to_string(*account->second.error) + ")" : "");
  }
  return "";
}

// How it ended, when it did so before its report was complete.
Verdict decide_incomplete(const RunFacts& facts, const TestReport& report, const tasks::Limits& limits) {
  if (facts.out_of_memory || report.out_of_memory) {
    return {Outcome::error_memory, fmt::format("used more than {} MiB", limits.memory_mib)};
  }
  if (facts.output_overflow) {
    return {Outcome::error_output, fmt::format("wrote more than {} MiB", kOutputLimit >> 20)};
  }
  if (facts.report_overflow) return {Outcome::error_protocol, "the report was flooded"};
  if (facts.timed_out) return {Outcome::error_timeout, fmt::format("not done after {} s", limits.wall_s)};
  if (facts.exit_code == 128 + SIGXCPU) {
    return {Outcome::error_timeout, fmt::format("used more than {} s of CPU time", limits.cpu_s)};
  }
  if (report.import_error) {
    const bool memory = is_memory_error(*report.import_error);
    return {memory ? Outcome::error_memory : Outcome::error_import, to_string(*report.import_error)};
  }
  const int code = facts.exit_code.value_or(-1);
  return {Outcome::error_died, code > 128 ? fmt::format("ended by signal {} before its tests did", code - 128)
                                          : fmt::format("ended with status {} before its tests did", code)};
}

Verdict decide_complete(const RunFacts& facts, const TestReport& report, const std::vector<std::string>& expected,
                        const core::Judgement& judgement) {
  if (!report.collect_errors.empty()) return {Outcome::error_import, to_string(report.collect_errors.front())};
  if (report.collections != 1 || !same_tests(report.collected, expected)) {
    return {Outcome::error_protocol, fmt::format("{} tests were collected instead of the expected {}, or other ones",
                                                 report.collected.size(), expected.size())};
  }
  if (judgement.tests_passed == judgement.tests_total) {
    const std::string problem = contradiction(facts, report, expected);
    return problem.empty() ? Verdict{Outcome::pass, ""} : Verdict{Outcome::error_protocol, problem};
  }
  const bool memory = facts.out_of_memory || report.out_of_memory || any_memory_error(report);
  return {memory ? Outcome::error_memory : Outcome::fail,
          fmt::format("{} of {} tests passed; {}", judgement.tests_passed, judgement.tests_total,
                      first_failure(judgement, report))};
}

void add_error(std::string& log, const std::string& title, const RaisedError& error) {
  log += fmt::format("{}: {}\n", title, to_string(error));
  for (const std::string& frame : error.frames) log += "    at " + frame + "\n";
}

std::string make_log(const RunFacts& facts, const TestReport& report, const core::Judgement& judgement) {
  std::string log;
  if (report.import_error) add_error(log, "import", *report.import_error);
  for (const RaisedError& error : report.collect_errors) add_error(log, "collection", error);
  for (const core::TestResult& test : judgement.tests) {
    const auto account = report.tests.find(test.id);
    if (test.status != "passed" && account != report.tests.end() && account->second.error) {
      add_error(log, test.status + " " + test.id, *account->second.error);
    } else {
      log += test.status + " " + test.id + "\n";
    }
  }
  log += fmt::format("--- output ({} bytes)\n", facts.output_bytes);
  return printable(log + facts.output);
}

}  // namespace

core::Judgement decide(const RunFacts& facts, const std::vector<std::string>& expected, const tasks::Limits& limits) {
  const TestReport report = parse_report(facts.report);
  core::Judgement judgement;
  judgement.tests_total = static_cast<int>(expected.size());
  judgement.wall_ms = facts.wall_ms;
  for (const std::string& id : expected) {
    judgement.tests.push_back({id, status_of(report, id)});
    judgement.tests_passed += judgement.tests.back().status == "passed" ? 1 : 0;
  }
  const bool tested = facts.ready && report.end && !facts.output_overflow && !facts.report_overflow;
  const Verdict verdict = !facts.ready ? Verdict{Outcome::void_sandbox, "the runner did not start: " + facts.output}
                          : tested     ? decide_complete(facts, report, expected, judgement)
                                       : decide_incomplete(facts, report, limits);
  judgement.outcome = verdict.outcome;
  judgement.reason = one_line(verdict.reason);
  judgement.log = make_log(facts, report, judgement);
  return judgement;
}

std::optional<std::vector<std::string>> collected_tests(const RunFacts& facts, std::string& problem) {
  const TestReport report = parse_report(facts.report);
  if (!report.collect_errors.empty()) {
    problem = to_string(report.collect_errors.front());
  } else if (!facts.ready || report.end != 0 || report.collected.empty()) {
    problem = facts.timed_out ? "timed out" : facts.output;
  } else {
    return report.collected;
  }
  problem = one_line("the tests cannot be listed without an answer: " + problem);
  return std::nullopt;
}

}  // namespace quantladder::judge
