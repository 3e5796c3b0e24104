// Turns the facts of one judgement into its verdict. Pure.
#pragma once

#include <string>
#include <vector>

#include "judge/judge_run.h"
#include "judge/split/test_report.h"
#include "quantladder/core/judgement.h"

namespace quantladder::judge {

// The tests as they are known without the answer.
struct Expected {
  tasks::JudgedBy by = tasks::JudgedBy::pytest;
  std::vector<std::string> tests;     // of a checker program: its path alone
  std::vector<std::string> left_out;  // tests that their own file marks skip or xfail
  std::string note;                   // said with every failure: what the tests do that may not cross to the answer
  std::vector<core::TestPoints> points = {};  // empty: no points fall on tests
};

// A pass needs all of: exactly the expected tests collected; each with one passed setup, call and teardown; the
// canaries, which must fail, failed before the first test and after the last; one end record, last, that counts the
// same; the tester's exit status as its report says; no fault of the line to the worker; no limit passed. A checker
// program passes by exit status 0, with the rest as above. Fills outcome, reason, earned, slow_set_up, tests,
// tests_passed, tests_total, wall_ms and log.
core::Judgement decide(const RunFacts& facts, const Expected& expected, const tasks::Limits& limits);

// Returns the tests that a run in collect mode found; nullopt, with one line in `problem`, when it failed.
std::optional<Expected> collected_tests(const RunFacts& facts, std::string& problem);

}  // namespace quantladder::judge
