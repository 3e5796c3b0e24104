#include "quantladder/bench/plan.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "quantladder/core/error.h"

namespace quantladder::bench {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

Experiment two_models(int iterations, int rounds) {
  Experiment experiment;
  experiment.name = "test";
  experiment.iterations = iterations;
  experiment.rounds = rounds;
  for (const char* id : {"a", "b"}) {
    ModelConfig config;
    config.model.id = id;
    experiment.models.push_back(config);
  }
  return experiment;
}

std::vector<core::SuiteFacts> two_tasks() { return {{.id = "suite", .items = {{.id = "L1"}, {.id = "L2"}}}}; }

core::Record recorded(const char* model, const char* task, int iteration, core::Outcome outcome, int attempt = 1) {
  core::Record record;
  record.cell = {model, "suite", task, iteration};
  record.attempt = attempt;
  record.answered().judgements.emplace_back();
  record.answered().judgements.back().outcome = outcome;
  return record;
}

std::vector<std::string> order_of(const Plan& plan) {
  std::vector<std::string> order;
  for (const auto& group : plan.groups) order.push_back(group.model + std::to_string(group.round));
  return order;
}

TEST(Plan, ModelsAlternateAndTheOrderIsReversedEachRound) {
  EXPECT_THAT(order_of(make_plan(two_models(4, 4), two_tasks(), {}, {})),
              ElementsAre("a1", "b1", "b2", "a2", "a3", "b3", "b4", "a4"));
}

TEST(Plan, RoundsSplitTheIterationsIntoBlocksOfNearlyEqualSize) {
  std::map<int, int> sizes;
  for (int iteration = 1; iteration <= 15; ++iteration) ++sizes[core::round_of(iteration, 15, 4)];
  EXPECT_EQ(sizes, (std::map<int, int>{{1, 4}, {2, 4}, {3, 4}, {4, 3}}));
}

TEST(Plan, MoreRoundsThanIterationsMeansOneIterationEach) {
  EXPECT_EQ(core::round_of(2, 2, 5), 2);
  EXPECT_EQ(make_plan(two_models(2, 5), two_tasks(), {}, {}).groups.size(), 4u);
}

TEST(Plan, ScoredCellsAndInvalidArmsAreDone) {
  const auto plan =
      make_plan(two_models(1, 1), two_tasks(),
                {recorded("a", "L1", 1, core::Outcome::fail), recorded("a", "L2", 1, core::Outcome::invalid_arm),
                 recorded("b", "L1", 1, core::Outcome::truncated)},
                {});
  EXPECT_EQ(plan.selected, 4);
  EXPECT_EQ(plan.done, 3);
  ASSERT_EQ(plan.groups.size(), 1u);
  EXPECT_EQ(plan.groups[0].cells[0].cell, (core::CellId{"b", "suite", "L2", 1}));
}

TEST(Plan, AFaultIsTriedAgainAsTheNextAttempt) {
  const auto plan = make_plan(two_models(1, 1), two_tasks(),
                              {recorded("a", "L1", 1, core::Outcome::infrastructure_stall, 1),
                               recorded("a", "L1", 1, core::Outcome::not_run, 2)},
                              {.models = {"a"}, .items = {"L1"}});
  ASSERT_EQ(plan.to_run(), 1);
  EXPECT_EQ(plan.groups[0].cells[0].attempt, 3);
  EXPECT_EQ(plan.groups[0].cells[0].reason, core::AttemptReason::retry_of(core::Outcome::not_run));
}

TEST(Plan, TheNewestAttemptCounts) {
  const auto plan = make_plan(
      two_models(1, 1), two_tasks(),
      {recorded("a", "L1", 1, core::Outcome::pass, 2), recorded("a", "L1", 1, core::Outcome::infrastructure_stall, 1)},
      {.models = {"a"}, .items = {"L1"}});
  EXPECT_EQ(plan.to_run(), 0);
}

TEST(Plan, AFaultDuringARerunDoesNotUnsettleTheCell) {
  const auto plan = make_plan(
      two_models(1, 1), two_tasks(),
      {recorded("a", "L1", 1, core::Outcome::pass, 1), recorded("a", "L1", 1, core::Outcome::infrastructure_stall, 2)},
      {.models = {"a"}, .items = {"L1"}});
  EXPECT_EQ(plan.to_run(), 0);
}

TEST(Plan, RerunTakesDoneCellsAgain) {
  const auto plan = make_plan(two_models(2, 1), two_tasks(), {recorded("a", "L2", 1, core::Outcome::pass)},
                              {.models = {"a"}, .items = {"L2"}, .repeat = Repeat::rerun});
  ASSERT_EQ(plan.to_run(), 2);
  EXPECT_EQ(plan.groups[0].cells[0].attempt, 2);
  EXPECT_EQ(plan.groups[0].cells[0].reason.why, core::Why::rerun);
  EXPECT_EQ(plan.groups[0].cells[1].reason.why, core::Why::first);
}

TEST(Plan, AnUnknownModelOrTaskIsRefusedWithTheNamesThereAre) {
  try {
    make_plan(two_models(1, 1), two_tasks(), {}, {.models = {"c"}});
    FAIL() << "accepted";
  } catch (const core::Error& error) {
    EXPECT_THAT(error.what(), HasSubstr("there are: a, b"));
  }
  EXPECT_THROW(make_plan(two_models(1, 1), two_tasks(), {}, {.items = {"L9"}}), core::Error);
}

std::vector<core::SuiteFacts> tasks_and_speed() {
  auto suites = two_tasks();
  suites.push_back(
      {.id = "speed", .kind = core::SuiteKind::speed, .iterations = 3, .rounds = 3, .items = {{.id = "L2"}}});
  return suites;
}

TEST(Plan, ASuiteOfAnotherKindHasItsOwnGroupsAndItsOwnPace) {
  const Plan plan = make_plan(two_models(2, 2), tasks_and_speed(), {}, {.models = {"a"}});
  std::vector<std::string> order;
  for (const auto& group : plan.groups) {
    order.push_back(std::to_string(group.round) + " " + std::string(core::to_id(group.kind)));
  }
  EXPECT_THAT(order, ElementsAre("1 code", "1 speed", "2 code", "2 speed", "3 speed"));
  EXPECT_EQ(plan.selected, 7);
  EXPECT_EQ(plan.groups[1].cells.at(0).cell, (core::CellId{"a", "speed", "L2", 1}));
}

TEST(Plan, AScreeningMeasuresWhatTellsMostForTheLeastTimeFirst) {
  Experiment experiment = two_models(2, 2);
  experiment.screening = true;
  auto suites = tasks_and_speed();
  suites.push_back(
      {.id = "fidelity", .kind = core::SuiteKind::fidelity, .iterations = 2, .rounds = 2, .items = {{.id = "prose"}}});
  const Plan plan = make_plan(experiment, suites, {}, {.models = {"a"}});
  std::vector<std::string> stages;
  for (const Stage& stage : plan.stages) stages.push_back(stage.name);
  EXPECT_THAT(stages, ElementsAre("fidelity, block 1", "speed", "fidelity, block 2", "code, round 1", "code, round 2"));
  std::vector<std::string> order;
  for (const auto& group : plan.groups)
    order.push_back(std::string(core::to_id(group.kind)) + " " + std::to_string(group.round));
  EXPECT_THAT(order, ElementsAre("fidelity 1", "speed 1", "speed 2", "speed 3", "fidelity 2", "code 1", "code 2"));
}

TEST(Plan, OfADroppedModelOnlyWhatIsDoneCounts) {
  const Plan plan =
      make_plan(two_models(2, 2), two_tasks(), {recorded("a", "L1", 1, core::Outcome::pass)}, {.dropped = {"a"}});
  EXPECT_EQ(plan.done, 1);
  EXPECT_EQ(plan.selected, 5);
  for (const auto& group : plan.groups) EXPECT_EQ(group.model, "b");
}

TEST(Plan, SuitesOfCodeShareTheirIterations) {
  auto suites = two_tasks();
  suites.push_back({.id = "more", .items = {{.id = "M"}}});
  const Plan plan = make_plan(two_models(1, 1), suites, {}, {.models = {"a"}});
  ASSERT_EQ(plan.groups.size(), 1u);
  ASSERT_EQ(plan.groups[0].cells.size(), 3u);
  EXPECT_EQ(plan.groups[0].cells[2].cell, (core::CellId{"a", "more", "M", 1}));
}

TEST(Plan, AnItemOfSeveralSuitesIsChosenWithItsSuite) {
  const auto suites = tasks_and_speed();
  EXPECT_EQ(make_plan(two_models(1, 1), suites, {}, {.items = {"suite/L2"}}).selected, 2);
  EXPECT_EQ(make_plan(two_models(1, 1), suites, {}, {.items = {"L1"}}).selected, 2);
  try {
    make_plan(two_models(1, 1), suites, {}, {.items = {"L2"}});
    FAIL();
  } catch (const core::Error& error) {
    EXPECT_EQ(error.what(), std::string("--task L2: that is in several suites; write one of: suite/L2, speed/L2"));
  }
}

}  // namespace
}  // namespace quantladder::bench
