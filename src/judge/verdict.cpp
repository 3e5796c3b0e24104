#include "judge/verdict.h"

#include <fmt/format.h>
#include <signal.h>

#include <algorithm>

#include "judge/judgement_text.h"
#include "judge/test_points.h"
#include "quantladder/core/lists.h"

namespace quantladder::judge {
namespace {

using core::Outcome;
using core::TestStatus;

constexpr const char* kCall = "call";  // the phase of the test itself
constexpr int kPytestSomeFailed = 1;   // the exit status of a session in which only the canaries failed, and of others

struct Verdict {
  Outcome outcome;
  std::string reason;
};
using Finding = std::optional<Verdict>;  // nullopt: there is nothing to object to

// Returns a test's status from its phases: passed only when each ran exactly once and passed.
TestStatus status_of(const TestReport& report, const std::string& id) {
  const auto found = report.tests.find(id);
  if (found == report.tests.end()) return TestStatus::missing;
  const auto& phases = found->second.phases;
  for (const std::string_view phase : {"setup", kCall, "teardown"}) {
    const auto outcomes = phases.find(std::string(phase));
    if (outcomes == phases.end()) return TestStatus::missing;
    if (outcomes->second.size() != 1) return TestStatus::error;
    const TestStatus status = outcomes->second.front();
    if (status == TestStatus::passed) continue;
    if (status == TestStatus::failed && phase != kCall) return TestStatus::error;
    return status;
  }
  return TestStatus::passed;
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

Verdict out_of_memory(const tasks::Limits& limits) {
  return {Outcome::error_memory, fmt::format("used more than {} MiB", limits.memory_mib)};
}

Verdict out_of_cpu_time(const tasks::Limits& limits) {
  return {Outcome::error_timeout, fmt::format("used more than {} s of CPU time", limits.cpu_s)};
}

Verdict how_it_died(int code, const tasks::Limits& limits) {
  if (code == 128 + SIGXCPU) return out_of_cpu_time(limits);
  return {Outcome::error_died, code > 128 ? fmt::format("ended by signal {} before its tests did", code - 128)
                                          : fmt::format("ended with status {} before its tests did", code)};
}

Finding find_broken_start(const RunFacts& facts, const TestReport& report) {
  if (facts.ready) return std::nullopt;
  if (!report.end && !facts.timed_out) return Verdict{Outcome::void_tester, "the tester died: " + facts.tester_output};
  return Verdict{Outcome::void_sandbox, "the worker did not start: " + facts.output};
}

Finding find_passed_limit(const RunFacts& facts, const tasks::Limits& limits) {
  if (facts.out_of_memory) return out_of_memory(limits);
  if (facts.output_overflow) {
    return Verdict{Outcome::error_output, fmt::format("wrote more than {} MiB", kOutputLimit >> 20)};
  }
  if (facts.report_overflow) return Verdict{Outcome::error_protocol, "the report was flooded"};
  if (facts.cpu_exceeded) return out_of_cpu_time(limits);
  // The tester still waits for a worker that is gone.
  if (facts.timed_out && facts.worker_exit) return how_it_died(*facts.worker_exit, limits);
  if (facts.timed_out) return Verdict{Outcome::error_timeout, fmt::format("not done after {} s", limits.wall_s)};
  return std::nullopt;
}

// A canary that passed says that the tests prove nothing. Without a line to the worker, canaries may not run at all.
Finding find_living_canary(const TestReport& report) {
  for (const auto& [name, status] : report.canaries) {
    if (status != TestStatus::failed) {
      return Verdict{Outcome::void_canary, fmt::format("{} {}", name, core::to_id(status))};
    }
  }
  return std::nullopt;
}

Finding find_transport_fault(const RunFacts& facts, const TestReport& report, const tasks::Limits& limits) {
  if (!report.transport) return std::nullopt;
  const TransportFault& fault = *report.transport;
  if (fault.kind == "timeout") return Verdict{Outcome::error_timeout, fault.detail};
  if (fault.kind != "eof") return Verdict{Outcome::error_protocol, fault.detail};
  if (facts.worker_exit) return how_it_died(*facts.worker_exit, limits);
  return Verdict{Outcome::error_died, "closed the line to its tests"};
}

Finding find_import_error(const TestReport& report) {
  if (!report.import_error) return std::nullopt;
  const bool memory = is_memory_error(*report.import_error);
  return Verdict{memory ? Outcome::error_memory : Outcome::error_import, to_string(*report.import_error)};
}

// The tests met something that no answer could have made work.
Finding find_impossible_tests(const TestReport& report) {
  if (report.voided.empty()) return std::nullopt;
  return Verdict{Outcome::void_tester, report.voided};
}

Finding find_broken_tester(const RunFacts& facts, const TestReport& report) {
  if (!report.end) return Verdict{Outcome::void_tester, "the tester ended before its report: " + facts.tester_output};
  if (facts.tester_exit != report.end->status) {
    return Verdict{Outcome::void_tester, "the tester did not end as its report says"};
  }
  if (report.end->transport) return Verdict{Outcome::void_tester, "its report hides a fault of the line to the worker"};
  return std::nullopt;
}

bool canaries_agree(const TestReport& report) {
  const std::size_t all = report.canaries.size();
  return report.end->canaries == static_cast<int>(all) && report.canaries_before >= kLeastCanaries &&
         all - report.canaries_before >= kLeastCanaries;
}

Finding find_other_tests(const TestReport& report, const Expected& expected) {
  if (!report.collect_errors.empty()) {
    return Verdict{Outcome::error_import, to_string(report.collect_errors.front())};
  }
  const auto none = std::vector<std::string>();
  if (!same_tests(report.collected.value_or(none), expected.tests)) {
    return Verdict{Outcome::error_protocol,
                   fmt::format("{} tests were collected instead of the expected {}, or other ones",
                               report.collected.value_or(none).size(), expected.tests.size())};
  }
  if (report.end->status != kPytestSomeFailed || report.end->tests != static_cast<int>(expected.tests.size()) ||
      !canaries_agree(report)) {
    return Verdict{Outcome::void_tester,
                   fmt::format("the tester's own counts do not agree: status {}, {} tests, {} canaries",
                               report.end->status, report.end->tests, report.end->canaries)};
  }
  return std::nullopt;
}

Verdict decide_tests(const TestReport& report, const Expected& expected, const core::Judgement& judgement) {
  if (const Finding other = find_other_tests(report, expected)) return *other;
  const bool foreign = report.tests.size() != expected.tests.size();  // records of tests that were never collected
  if (judgement.tests_passed == judgement.tests_total && !foreign) return {Outcome::pass, ""};
  return {any_memory_error(report) ? Outcome::error_memory : Outcome::fail, say_failure(judgement, report)};
}

Verdict decide_program(const TestReport& report) {
  if (!report.program || report.program != report.end->status || *report.program < 0 || *report.program > 1) {
    return {Outcome::void_tester, fmt::format("the checker ended with status {}, which is neither pass nor fail",
                                              report.program.value_or(report.end->status))};
  }
  if (*report.program == 0) return {Outcome::pass, ""};
  return {Outcome::fail, "the checker says no"};
}

Verdict decide_outcome(const RunFacts& facts, const TestReport& report, const Expected& expected,
                       const tasks::Limits& limits, const core::Judgement& judgement) {
  Finding found = find_broken_start(facts, report);
  if (!found) found = find_passed_limit(facts, limits);
  if (!found && !report.malformed.empty()) found = Verdict{Outcome::error_protocol, "its report: " + report.malformed};
  if (!found) found = find_living_canary(report);
  if (!found) found = find_transport_fault(facts, report, limits);
  if (!found) found = find_import_error(report);
  if (!found) found = find_impossible_tests(report);
  if (!found) found = find_broken_tester(facts, report);
  if (found) return *found;
  return expected.by == tasks::JudgedBy::program ? decide_program(report) : decide_tests(report, expected, judgement);
}

// Returns what is said of the tests themselves beside the verdict.
std::string about_tests(const Expected& expected, Outcome outcome) {
  std::string text;
  if (!expected.left_out.empty()) {
    text = fmt::format("{} test(s) marked skip or xfail in the test file were left out", expected.left_out.size());
  }
  if (outcome == Outcome::fail) core::add_part(text, expected.note, "; ");
  return text;
}

TestStatus program_status(const Verdict& verdict) {
  if (verdict.outcome == Outcome::pass) return TestStatus::passed;
  return verdict.outcome == Outcome::fail ? TestStatus::failed : TestStatus::missing;
}

}  // namespace

core::Judgement decide(const RunFacts& facts, const Expected& expected, const tasks::Limits& limits) {
  const TestReport report = parse_report(facts.report);
  const bool by_program = expected.by == tasks::JudgedBy::program;
  core::Judgement judgement;
  judgement.tests_total = static_cast<int>(expected.tests.size());
  judgement.wall_ms = facts.wall_ms;
  for (const std::string& id : expected.tests) judgement.tests.push_back({id, status_of(report, id)});
  const auto count = [&] {
    judgement.tests_passed =
        static_cast<int>(std::count_if(judgement.tests.begin(), judgement.tests.end(),
                                       [](const auto& test) { return test.status == TestStatus::passed; }));
  };
  count();
  const Verdict verdict = decide_outcome(facts, report, expected, limits, judgement);
  if (by_program) {
    for (core::TestResult& test : judgement.tests) test.status = program_status(verdict);
    count();
  }
  judgement.outcome = verdict.outcome;
  judgement.slow_set_up = report.slow && verdict.outcome != Outcome::pass;
  judgement.earned = earned_by(judgement, report, expected.points);
  const std::string about = about_tests(expected, verdict.outcome);
  judgement.reason = one_line(verdict.reason) + (verdict.reason.empty() || about.empty() ? "" : "; ") + one_line(about);
  judgement.log = make_log(facts, report, judgement);
  return judgement;
}

std::optional<Expected> collected_tests(const RunFacts& facts, std::string& problem) {
  TestReport report = parse_report(facts.report);
  if (!report.voided.empty()) {
    problem = one_line(report.voided);
    return std::nullopt;
  }
  if (!report.collect_errors.empty()) {
    problem = to_string(report.collect_errors.front());
  } else if (!report.malformed.empty()) {
    problem = report.malformed;
  } else if (!report.end || report.end->status != 0 || facts.tester_exit != 0 || !report.collected ||
             report.collected->empty()) {
    problem = facts.timed_out ? "timed out" : "pytest: " + facts.tester_output;
  } else {
    return Expected{tasks::JudgedBy::pytest, std::move(*report.collected), std::move(report.left_out), report.note};
  }
  problem = one_line("the tests cannot be listed without an answer: " + problem);
  return std::nullopt;
}

}  // namespace quantladder::judge
