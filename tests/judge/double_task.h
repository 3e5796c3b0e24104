// The smallest assignment: one function, tests given as text.
#pragma once

#include <string>
#include <vector>

#include "quantladder/judge/judge.h"

namespace quantladder::judge {

inline const char* const kDoubleTests =
    "import solution\n\n\n"
    "def test_small():\n    assert solution.double(2) == 4\n\n\n"
    "def test_negative():\n    assert solution.double(-3) == -6\n";

inline std::vector<core::AnswerFile> solution(const std::string& source) { return {{"solution.py", source}}; }

inline Assignment double_assignment() {
  Assignment assignment;
  assignment.name = "tiny/double";
  assignment.module = "solution";
  assignment.tests = {{"test_double.py", kDoubleTests}};
  assignment.limits = {20, 20, 256};
  assignment.tests_sha256 = "hash-of-the-tests";
  return assignment;
}

// One test that passes when `solution.answer()` is true.
inline Assignment truth_assignment() {
  Assignment assignment = double_assignment();
  assignment.tests = {
      {"test_truth.py", "import solution\n\n\ndef test_truth():\n    assert solution.answer() is True\n"}};
  return assignment;
}

}  // namespace quantladder::judge
