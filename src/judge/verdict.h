// Facts of one run -> judgement. Pure.
#pragma once

#include <string>
#include <vector>

#include "judge/confined_run.h"
#include "judge/test_report.h"
#include "quantladder/core/judgement.h"

namespace quantladder::judge {

// A pass needs all of: exactly the expected tests collected, once; each with one passed setup, call and teardown;
// pytest's exit status 0 in its report and as the process's own; and a JUnit file that counts and names the same tests,
// all passed. Fills outcome, reason, tests, tests_passed, tests_total, wall_ms and log.
core::Judgement decide(const RunFacts& facts, const std::vector<std::string>& expected, const tasks::Limits& limits);

// The test ids of a run in collect mode; nothing when it failed, with one line in `problem`.
std::optional<std::vector<std::string>> collected_tests(const RunFacts& facts, std::string& problem);

}  // namespace quantladder::judge
