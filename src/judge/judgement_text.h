// Words of a judgement: its reason and its log.
#pragma once

#include <string>
#include <string_view>

#include "judge/judge_run.h"
#include "judge/split/test_report.h"
#include "quantladder/core/judgement.h"

namespace quantladder::judge {

// Returns the text as one printable line of bounded length.
std::string one_line(std::string_view text);

// Says of a judgement that is no pass how many tests passed, what blocked others, and what the first failure was.
std::string say_failure(const core::Judgement& judgement, const TestReport& report);

// Returns how each test ended, with its error, and then what was written.
std::string make_log(const RunFacts& facts, const TestReport& report, const core::Judgement& judgement);

}  // namespace quantladder::judge
