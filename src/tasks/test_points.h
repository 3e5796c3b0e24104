// How a task's points fall on its tests.
#pragma once

#include <string>
#include <vector>

#include "quantladder/core/judgement.h"
#include "quantladder/sys/checked_json.h"
#include "quantladder/tasks/suite.h"

namespace quantladder::tasks {

// Reads "scoring" and "test_points" of a task whose points and tests are known already. Returns the points of every
// test function, in the order of the test files; none where "scoring" is "all". Throws core::Error(usage) for points
// that are not whole or do not sum up to the task's.
std::vector<core::TestPoints> read_test_points(sys::CheckedObject& object, const Task& task);

// A line "test_a, test_b: REQUIREMENT" taken apart.
struct BrokenTests {
  std::vector<std::string> tests;
  std::string requirement;
  std::string problem;  // empty: nothing is wrong with it
};
BrokenTests parse_broken_tests(const std::string& line, const std::vector<core::TestPoints>& known);

}  // namespace quantladder::tasks
