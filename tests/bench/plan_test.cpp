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

tasks::Suite two_tasks() {
  tasks::Suite suite;
  suite.id = "suite";
  for (const char* id : {"L1", "L2"}) {
    tasks::Task task;
    task.id = id;
    suite.tasks.push_back(task);
  }
  return suite;
}

core::Record recorded(const char* model, const char* task, int iteration, core::Outcome outcome, int attempt = 1) {
  core::Record record;
  record.cell = {model, task, iteration};
  record.attempt = attempt;
  record.judgements.emplace_back();
  record.judgements.back().outcome = outcome;
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
  EXPECT_EQ(plan.groups[0].cells[0].cell, (core::CellId{"b", "L2", 1}));
}

TEST(Plan, AFaultIsTriedAgainAsTheNextAttempt) {
  const auto plan = make_plan(two_models(1, 1), two_tasks(),
                              {recorded("a", "L1", 1, core::Outcome::infrastructure_stall, 1),
                               recorded("a", "L1", 1, core::Outcome::not_run, 2)},
                              {.models = {"a"}, .tasks = {"L1"}});
  ASSERT_EQ(plan.to_run(), 1);
  EXPECT_EQ(plan.groups[0].cells[0].attempt, 3);
  EXPECT_EQ(plan.groups[0].cells[0].reason, core::AttemptReason::retry_of(core::Outcome::not_run));
}

TEST(Plan, TheNewestAttemptCounts) {
  const auto plan = make_plan(
      two_models(1, 1), two_tasks(),
      {recorded("a", "L1", 1, core::Outcome::pass, 2), recorded("a", "L1", 1, core::Outcome::infrastructure_stall, 1)},
      {.models = {"a"}, .tasks = {"L1"}});
  EXPECT_EQ(plan.to_run(), 0);
}

TEST(Plan, AFaultDuringARerunDoesNotUnsettleTheCell) {
  const auto plan = make_plan(
      two_models(1, 1), two_tasks(),
      {recorded("a", "L1", 1, core::Outcome::pass, 1), recorded("a", "L1", 1, core::Outcome::infrastructure_stall, 2)},
      {.models = {"a"}, .tasks = {"L1"}});
  EXPECT_EQ(plan.to_run(), 0);
}

TEST(Plan, RerunTakesDoneCellsAgain) {
  const auto plan = make_plan(two_models(2, 1), two_tasks(), {recorded("a", "L2", 1, core::Outcome::pass)},
                              {.models = {"a"}, .tasks = {"L2"}, .repeat = Repeat::rerun});
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
  EXPECT_THROW(make_plan(two_models(1, 1), two_tasks(), {}, {.tasks = {"L9"}}), core::Error);
}

}  // namespace
}  // namespace quantladder::bench
