#include "quantladder/tasks/suite.h"
#include "tasks/suite_folder.h"

#include <gmock/gmock.h>

#include "quantladder/core/error.h"

namespace quantladder::tasks {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

class PointsOfTests : public testing::Test {
 protected:
  // The task has ten points and two tests, test_small and test_negative.
  PointsOfTests() { folder_.add_task("t"); }

  Task load(SuiteFolder::Changes changes) {
    changes.emplace("\"scoring\"", "\"tests\"");
    folder_.add_task_again("t", changes);
    return load_suite(folder_.path()).tasks.at(0);
  }
  std::string error(SuiteFolder::Changes changes) {
    try {
      load(std::move(changes));
    } catch (const core::Error& error) {
      EXPECT_EQ(error.kind(), core::ErrorKind::usage);
      return error.what();
    }
    return "no error";
  }
  SuiteFolder folder_;
};

TEST_F(PointsOfTests, AllOrNoneIsTheDefault) {
  EXPECT_THAT(load({{"\"scoring\"", ""}}).test_points, IsEmpty());
  EXPECT_THAT(load({{"\"scoring\"", "\"all\""}}).test_points, IsEmpty());
}

TEST_F(PointsOfTests, UnlistedTestsShareTheRestEvenly) {
  EXPECT_THAT(load({}).test_points,
              ElementsAre(core::TestPoints{"test_small", 5}, core::TestPoints{"test_negative", 5}));
  EXPECT_THAT(load({{"\"test_points\"", "{\"test_negative\": 7}"}}).test_points,
              ElementsAre(core::TestPoints{"test_small", 3}, core::TestPoints{"test_negative", 7}));
}

TEST_F(PointsOfTests, FindsMethodsAndCoroutinesOnce) {
  folder_.write("t/test_double.py",
                "class TestOne:\n    def test_a(self): pass\n    def helper(self): pass\n\nasync def test_b(): pass\n"
                "# def test_comment():\ndef test_a(): pass\n");
  EXPECT_THAT(load({}).test_points, ElementsAre(core::TestPoints{"test_a", 5}, core::TestPoints{"test_b", 5}));
}

TEST_F(PointsOfTests, PointsThatDoNotAddUpAreRefused) {
  EXPECT_THAT(error({{"\"test_points\"", "{\"test_small\": 3, \"test_negative\": 8}"}}),
              HasSubstr("/test_points: the tests' points sum up to 11, and the task has 10"));
  EXPECT_THAT(error({{"\"test_points\"", "{\"test_small\": 10}"}}),
              HasSubstr("0 of 10 points are left for 1 tests that are not listed"));
  EXPECT_THAT(error({{"\"points\"", "9"}}), HasSubstr("9 of 9 points are left for 2 tests"));
  EXPECT_THAT(error({{"\"points\"", "9.5"}}), HasSubstr("/points: must be a whole number"));
  EXPECT_THAT(error({{"\"test_points\"", "{\"test_small\": 2.5}"}}), HasSubstr("must be a whole number of points"));
  EXPECT_THAT(error({{"\"test_points\"", "{\"test_smal\": 2}"}}), HasSubstr("have no function of this name"));
  EXPECT_THAT(error({{"\"scoring\"", "\"some\""}}), HasSubstr("must be \"all\" or \"tests\""));
  EXPECT_THAT(error({{"\"scoring\"", ""}, {"\"test_points\"", "{\"test_small\": 2}"}}),
              HasSubstr("needs \"scoring\": \"tests\""));
}

TEST_F(PointsOfTests, AWrongSolutionNamesTheTestsThatItLoses) {
  folder_.write("t/wrong/a.py", "# breaks: test_small, test_negative: it doubles\n");
  const WrongSolution wrong = load({}).wrong.at(0);
  EXPECT_THAT(wrong.loses, ElementsAre("test_small", "test_negative"));
  EXPECT_EQ(wrong.breaks, "it doubles");
}

TEST_F(PointsOfTests, AWrongSolutionThatNamesNoTestIsRefused) {
  folder_.write("t/wrong/a.py", "# breaks: it doubles\n");
  EXPECT_THAT(error({}), HasSubstr("a.py: its first line names no tests"));
  folder_.write("t/wrong/a.py", "# breaks: test_smal: it doubles\n");
  EXPECT_THAT(error({}), HasSubstr("\"test_smal\" is no test of this task"));
  folder_.write("t/wrong/a.py", "# breaks: test_small:\n");
  EXPECT_THAT(error({}), HasSubstr("names no requirement"));
}

TEST_F(PointsOfTests, TheHashOfTheTestsTellsTheirPoints) {
  const std::string all = load({{"\"scoring\"", ""}}).tests_sha256;
  const std::string even = load({}).tests_sha256;
  const std::string uneven = load({{"\"test_points\"", "{\"test_small\": 4}"}}).tests_sha256;
  EXPECT_NE(all, even);
  EXPECT_NE(even, uneven);
}

}  // namespace
}  // namespace quantladder::tasks
