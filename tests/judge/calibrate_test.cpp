#include "quantladder/judge/calibrate.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "quantladder/core/error.h"
#include "tasks/suite_folder.h"

namespace quantladder::judge {
namespace {

// Every judgement takes the same time; the last outcome is repeated.
class PacedJudge final : public Judge {
 public:
  explicit PacedJudge(double wall_ms, std::vector<core::Outcome> outcomes = {core::Outcome::pass})
      : wall_ms_(wall_ms), outcomes_(std::move(outcomes)) {}
  core::Judgement check(const Assignment&, const std::vector<core::AnswerFile>&) override {
    core::Judgement judgement;
    judgement.wall_ms = wall_ms_;
    judgement.outcome = outcomes_[std::min(asked++, outcomes_.size() - 1)];
    return judgement;
  }
  const SandboxFacts& sandbox() const override { return facts_; }
  std::size_t asked = 0;

 private:
  double wall_ms_;
  std::vector<core::Outcome> outcomes_;
  SandboxFacts facts_;
};

class Calibrate : public ::testing::Test {
 protected:
  Calibrate() {
    folder.add_task("a");
    folder.add_task("b");
    suite = tasks::load_suite(folder.path());
  }
  std::vector<Calibration> with(PacedJudge judge, const std::vector<std::string>& ids = {"a", "b"}) {
    return calibrate(judge, suite, ids, nullptr, {});
  }
  tasks::SuiteFolder folder;
  tasks::Suite suite;
};

TEST_F(Calibrate, LeavesTheLimitsOfAMachineThatIsFastEnough) {
  const tasks::Limits before = suite.tasks[0].limits;
  const auto found = with(PacedJudge(before.wall_s * 1000 / 30));
  EXPECT_EQ(suite.tasks[0].limits.wall_s, before.wall_s);
  EXPECT_EQ(suite.tasks[0].limits.cpu_s, before.cpu_s);
  ASSERT_EQ(found.size(), 2u);
  EXPECT_EQ(found[0].task, "a");
  EXPECT_EQ(found[0].wall_limit_s, before.wall_s);
}

TEST_F(Calibrate, GivesASlowMachineTwentyTimesWhatTheReferenceTakes) {
  const tasks::Limits before = suite.tasks[0].limits;
  const auto found = with(PacedJudge(before.wall_s * 1000 / 10));
  EXPECT_DOUBLE_EQ(suite.tasks[0].limits.wall_s, 2 * before.wall_s);
  EXPECT_DOUBLE_EQ(suite.tasks[0].limits.cpu_s, 2 * before.cpu_s);
  EXPECT_DOUBLE_EQ(found[0].wall_limit_s, 2 * before.wall_s);
  EXPECT_DOUBLE_EQ(found[0].reference_ms, before.wall_s * 100);
}

TEST_F(Calibrate, JudgesOnlyTheTasksThatAreAskedFor) {
  const auto found = with(PacedJudge(1), {"b"});
  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(found[0].task, "b");
}

TEST_F(Calibrate, LooksTwiceWhereTheFirstLookToldNothing) {
  EXPECT_EQ(with(PacedJudge(1, {core::Outcome::void_sandbox, core::Outcome::pass})).size(), 2u);
}

TEST_F(Calibrate, RefusesAMachineWhereTheReferenceFails) {
  try {
    with(PacedJudge(1, {core::Outcome::fail}));
    FAIL() << "accepted";
  } catch (const core::Error& error) {
    EXPECT_EQ(error.kind(), core::ErrorKind::environment);
    EXPECT_THAT(error.what(), ::testing::HasSubstr("tiny/a"));
  }
}

TEST_F(Calibrate, RefusesATaskWhoseRightAnswerIsTakenFromNoReply) {
  folder.add_task_again("a", {{"\"entry_points\"", "[\"duoble\"]"}});
  suite = tasks::load_suite(folder.path());
  try {
    with(PacedJudge(1));
    FAIL() << "accepted";
  } catch (const core::Error& error) {
    EXPECT_EQ(error.kind(), core::ErrorKind::usage);
    EXPECT_THAT(error.what(), ::testing::HasSubstr("duoble"));
  }
}

TEST_F(Calibrate, KeepsTheHashOfTheTests) {
  const std::string before = suite.tasks[0].tests_sha256;
  with(PacedJudge(60'000));
  EXPECT_EQ(suite.tasks[0].tests_sha256, before) << "a raised limit is this machine's, not another suite";
}

}  // namespace
}  // namespace quantladder::judge
