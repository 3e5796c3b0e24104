// Points that fall on tests.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "judge/split/test_report.h"
#include "quantladder/core/judgement.h"

namespace quantladder::judge {

// Returns, in one line, how the tests that pytest found are others than those that the points fall on; empty: they are
// the same, or points fall on no tests.
std::string find_other_functions(const std::vector<core::TestPoints>& points, const std::vector<std::string>& tests);

// As many canaries run before the first test at least, and after the last.
inline constexpr std::size_t kLeastCanaries = 2;

// Returns the points of the tests that passed, whatever ended the judgement after them; nullopt where points fall on no
// tests, or the judgement is not scored. An answer earns nothing when it tampered with its judge, when its report does
// not show that the canaries before the first test ran, and when it is no pass although all of its tests passed.
std::optional<double> earned_by(const core::Judgement& judgement, const TestReport& report,
                                const std::vector<core::TestPoints>& points);

}  // namespace quantladder::judge
