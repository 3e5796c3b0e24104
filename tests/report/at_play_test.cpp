#include "quantladder/report/at_play.h"

#include <gmock/gmock.h>

#include <nlohmann/json.hpp>

#include "ladder_fixture.h"
#include "quantladder/report/json.h"
#include "quantladder/report/render.h"
#include "quantladder/report/report.h"

namespace quantladder::report {
namespace {

using core::Outcome;
using core::TestStatus;
using fixture::find;
using fixture::RecordBuilder;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

constexpr int kIterations = 4;

// Two models. L1 is worth 25 points by its tests: test_a 10, test_b 15.
class AtPlayOfTwo : public ::testing::Test {
 protected:
  AtPlayOfTwo() {
    data = fixture::empty_run(kIterations);
    fixture::add_model(data, "a", 1000, {100, 100, 100, 100}, 50);
    fixture::add_model(data, "b", 900, {100, 100, 100, 100}, 60);
    data.manifest.suites[0].items[0].test_points = {{"test_a", 10}, {"test_b", 15}};
    data.manifest.suites[0].items[0].tests_sha256 = "tests-L1";
  }

  void earn(const std::string& model, int iteration, bool a, bool b) {
    const auto status = [](bool passed) { return passed ? TestStatus::passed : TestStatus::failed; };
    find(data, model, "L1", iteration) =
        RecordBuilder(model, "L1", iteration)
            .outcome(a && b ? Outcome::pass : Outcome::fail, a && b ? "" : "a test failed")
            .tests((a ? 1 : 0) + (b ? 1 : 0), 2)
            .earned((a ? 10 : 0) + (b ? 15 : 0), {{"t.py::test_a", status(a)}, {"t.py::test_b", status(b)}});
  }

  void fail_everywhere(const std::string& task, Outcome of_a, Outcome of_b) {
    for (int i = 1; i <= kIterations; ++i) {
      find(data, "a", task, i) = RecordBuilder("a", task, i).outcome(of_a, "x");
      find(data, "b", task, i) = RecordBuilder("b", task, i).outcome(of_b, "x");
    }
  }

  std::string text() { return to_markdown(make_report(data)); }

  RunData data;
};

TEST_F(AtPlayOfTwo, TasksInWhichEverythingIsEarnedAreAtTheCeiling) {
  const AtPlay play = make_summary(data).at_play;
  EXPECT_EQ(play.models, 2);
  EXPECT_EQ(play.points(), 100);
  EXPECT_EQ(play.at_play(), 0);
  EXPECT_EQ(play.with(Play::ceiling).size(), 5u);
  EXPECT_THAT(play.suites, testing::SizeIs(1));
  EXPECT_EQ(play.suites[0].sd, 0);
  EXPECT_FALSE(play.suites[0].iterations) << "scores that do not vary tell no number";
}

TEST_F(AtPlayOfTwo, AnyDifferenceInAnyIterationPutsATaskIntoPlay) {
  earn("a", 2, true, false);
  const AtPlay play = make_summary(data).at_play;
  ASSERT_THAT(play.with(Play::differing), testing::SizeIs(1));
  EXPECT_EQ(play.with(Play::differing)[0].task.id, "L1");
  EXPECT_EQ(play.at_play(), 25);
  EXPECT_EQ(play.suites[0].at_play, 25);
  EXPECT_THAT(text(), HasSubstr("Points at play: 25 of 100."));
}

TEST_F(AtPlayOfTwo, WhatIsEqualInEveryIterationIsNotAtPlay) {
  for (const std::string model : {"a", "b"}) earn(model, 2, true, false);
  const AtPlay play = make_summary(data).at_play;
  EXPECT_EQ(play.at_play(), 0);
  ASSERT_THAT(play.with(Play::equal), testing::SizeIs(1));
  EXPECT_THAT(text(), HasSubstr("Equal in each iteration, neither full nor empty: L1 (25 points)."));
}

TEST_F(AtPlayOfTwo, TheFloorNamesTheOutcomesThatLedThere) {
  fail_everywhere("L5", Outcome::no_answer, Outcome::error_import);
  EXPECT_THAT(text(), HasSubstr("At the floor: L5: 0 of 10 for all models: 4 error.import, 4 no_answer: look at the "
                                "replies before believing this."));
}

TEST_F(AtPlayOfTwo, WhatWasNotRunIsSaidWithItsPoints) {
  fail_everywhere("L5", Outcome::not_run, Outcome::not_run);
  const std::string markdown = text();
  EXPECT_THAT(markdown, HasSubstr("90 of 100 points were measured. Without a scored cell: L5 (not_run: x)."));
  EXPECT_THAT(markdown, Not(HasSubstr("At the floor")));
}

TEST_F(AtPlayOfTwo, PointsLostToBlockedTestsAreCounted) {
  for (const int iteration : {1, 3}) {
    find(data, "a", "L1", iteration) =
        RecordBuilder("a", "L1", iteration)
            .outcome(Outcome::fail, "1 of 2 tests blocked")
            .earned(10, {{"t.py::test_a", TestStatus::passed}, {"t.py::test_b", TestStatus::blocked}});
  }
  const TaskPlay task = make_summary(data).at_play.tasks.at(0);
  EXPECT_EQ(task.blocked_points, 30);
  EXPECT_EQ(task.blocked_cells, 2);
  EXPECT_THAT(text(), HasSubstr("L1: 30 points lost to blocked tests in 2 cells, whose build failed"));
}

TEST_F(AtPlayOfTwo, TheIterationsForFivePointsFollowFromTheSpread) {
  for (int i = 1; i <= kIterations; ++i) earn(i % 2 == 0 ? "a" : "b", i, true, false);
  const SuitePlay suite = make_summary(data).at_play.suites.at(0);
  // Each model has two scores of 100 and two of 85: sd = sqrt(4 * 7.5^2 / 3) = 8.66.
  ASSERT_TRUE(suite.sd);
  EXPECT_NEAR(*suite.sd, 8.660254, 1e-6);
  // By the normal: (2.8016 * 8.66 * sqrt(2) / 5)^2 = 47.1; by Student's t a little more.
  ASSERT_TRUE(suite.iterations);
  EXPECT_GE(*suite.iterations, 48);
  EXPECT_LE(*suite.iterations, 51);
}

TEST_F(AtPlayOfTwo, PartialCreditIsInEveryScore) {
  earn("a", 2, true, false);
  earn("a", 3, false, false);
  const Summary summary = make_summary(data);
  EXPECT_THAT(summary.errors, IsEmpty());
  const ModelSummary& model = summary.models[0];
  std::vector<double> scores;
  for (const IterationScore& each : model.iterations) scores.push_back(each.score.value_or(-1));
  EXPECT_THAT(scores, ElementsAre(100, 85, 75, 100));
  ASSERT_TRUE(model.score);
  EXPECT_EQ(model.score->mean, 90);
  EXPECT_EQ(model.tasks[0].earned, 15);
  EXPECT_EQ(model.tasks[0].passes.passed, 2);
  const auto json = nlohmann::json::parse(iteration_json(data, "a", 2));
  EXPECT_EQ(json["score"], 85);
  EXPECT_EQ(json["cells"][0]["points"], 10);
  EXPECT_EQ(json["cells"][0]["outcome"], "fail");
  const auto all = nlohmann::json::parse(to_json(make_report(data)));
  EXPECT_EQ(all["models"][0]["tasks"][0]["points_earned"], 15);
  EXPECT_FALSE(all["models"][0]["tasks"][1].contains("points_earned"));
  EXPECT_THAT(text(), HasSubstr("Points earned in an iteration, on average"));
}

TEST_F(AtPlayOfTwo, PointsThatThePassedTestsDoNotEarnAreAnError) {
  earn("a", 2, true, false);
  find(data, "a", "L1", 2).answered().judgements.back().earned = 15;
  EXPECT_THAT(make_summary(data).errors,
              ElementsAre(AllOf(HasSubstr("a/L1/iteration 2"), HasSubstr("15 points were earned"),
                                HasSubstr("its passed tests earn 10"))));
}

TEST(AtPlay, OneModelHasNothingAtPlay) {
  const RunData data = fixture::one_model({90, 65});
  EXPECT_EQ(make_summary(data).at_play.at_play(), 0);
  EXPECT_THAT(to_markdown(make_report(data)), HasSubstr("Points at play: none, since only one model"));
}

}  // namespace
}  // namespace quantladder::report
