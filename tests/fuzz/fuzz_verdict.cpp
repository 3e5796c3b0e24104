// Whatever comes through the verdict pipe and however the run ended: deciding never throws and never passes lightly.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <iostream>

#include "judge/verdict.h"

namespace {

using namespace quantladder;
using namespace quantladder::judge;

void require(bool holds, const char* promise) {
  if (holds) return;
  std::cerr << "broken promise: " << promise << "\n";
  std::abort();
}

void check_pass(const RunFacts& facts, const Expected& expected, const core::Judgement& judgement) {
  const TestReport report = parse_report(facts.report);
  require(facts.ready && !facts.timed_out && !facts.cpu_exceeded && !facts.out_of_memory && !facts.output_overflow &&
              !facts.report_overflow,
          "no pass beyond a limit");
  require(report.malformed.empty() && report.end && !report.transport && !report.import_error,
          "no pass of a bad report");
  require(facts.tester_exit == report.end->status, "no pass against the tester's exit status");
  require(judgement.tests_passed == static_cast<int>(expected.tests.size()), "no pass without every test");
  const bool living = std::any_of(report.canaries.begin(), report.canaries.end(),
                                  [](const auto& canary) { return canary.second != core::TestStatus::failed; });
  require(!living, "no pass with a living canary");
}

// The first two bytes say how the run ended.
RunFacts make_facts(const std::uint8_t* data, std::size_t size) {
  RunFacts facts;
  const unsigned flags = size > 0 ? data[0] : 0U;
  facts.ready = (flags & 1U) == 0;
  facts.timed_out = (flags & 2U) != 0;
  facts.cpu_exceeded = (flags & 4U) != 0;
  facts.out_of_memory = (flags & 8U) != 0;
  facts.output_overflow = (flags & 16U) != 0;
  facts.report_overflow = (flags & 32U) != 0;
  if ((flags & 64U) != 0) facts.worker_exit = 137;
  if ((flags & 128U) == 0) facts.tester_exit = size > 1 ? data[1] - '0' : 1;
  if (size > 2) facts.report.assign(reinterpret_cast<const char*>(data) + 2, size - 2);
  return facts;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const RunFacts facts = make_facts(data, size);
  for (const tasks::JudgedBy by : {tasks::JudgedBy::pytest, tasks::JudgedBy::program}) {
    const Expected expected{by, by == tasks::JudgedBy::pytest ? std::vector<std::string>{"t.py::a", "t.py::b"}
                                                              : std::vector<std::string>{"check.py"}};
    const core::Judgement judgement = decide(facts, expected, {});
    require(judgement.reason.find('\x1b') == std::string::npos && judgement.log.find('\x1b') == std::string::npos,
            "no escape sequence in a record");
    if (judgement.outcome == core::Outcome::pass) check_pass(facts, expected, judgement);
  }
  std::string problem;
  collected_tests(facts, problem);
  return 0;
}
