#include "quantladder/core/judgement.h"

#include <gtest/gtest.h>

#include "quantladder/core/record.h"

namespace quantladder::core {
namespace {

TEST(TestFunction, IsTheNameWithoutFileClassAndCase) {
  EXPECT_EQ(test_function("test_l1.py::test_fifo"), "test_fifo");
  EXPECT_EQ(test_function("test_l1.py::TestQueue::test_fifo[3]"), "test_fifo");
  EXPECT_EQ(test_function("test_l1.py::test_path[a::b[0]]"), "test_path");
  EXPECT_EQ(test_function("test_fifo"), "test_fifo");
}

TEST(PointsEarned, AreThoseOfFunctionsWhoseEveryCasePassed) {
  const std::vector<TestPoints> points{{"test_a", 1}, {"test_b", 2}, {"test_c", 4}, {"test_d", 8}};
  const std::vector<TestResult> results{{"t.py::test_a", TestStatus::passed},
                                        {"t.py::test_b[1]", TestStatus::passed},
                                        {"t.py::test_b[2]", TestStatus::failed},
                                        {"t.py::test_c", TestStatus::passed}};
  EXPECT_EQ(points_earned(points, results), 5) << "test_b lost a case, test_d has none";
}

Record record_of(Outcome outcome, std::optional<double> earned) {
  Record record;
  record.answered().points = 8;
  Judgement judgement;
  judgement.outcome = outcome;
  judgement.earned = earned;
  record.answered().judgements.push_back(judgement);
  return record;
}

TEST(Earned, IsAllOrNothingWhereNoPointsFallOnTests) {
  EXPECT_EQ(record_of(Outcome::pass, std::nullopt).earned(), 8);
  EXPECT_EQ(record_of(Outcome::pass, std::nullopt).credit(), 1);
  EXPECT_EQ(record_of(Outcome::fail, std::nullopt).earned(), 0);
}

TEST(Earned, IsWhatTheTestsEarnedAndNothingWhereNothingIsScored) {
  EXPECT_EQ(record_of(Outcome::fail, 6).earned(), 6);
  EXPECT_EQ(record_of(Outcome::fail, 6).credit(), 0.75);
  EXPECT_EQ(record_of(Outcome::error_timeout, 2).credit(), 0.25);
  EXPECT_EQ(record_of(Outcome::void_tester, 6).earned(), 0);
  EXPECT_EQ(record_of(Outcome::fail, 60).credit(), 1) << "a record that claims more than there is";
}

}  // namespace
}  // namespace quantladder::core
