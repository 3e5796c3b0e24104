#include "quantladder/judge/verify.h"

#include <gmock/gmock.h>

#include <mutex>
#include <set>

#include "tasks/suite_folder.h"

namespace quantladder::judge {
namespace {

using core::Outcome;
using tasks::SuiteFolder;

// Remembers what it was asked; passes what holds "2 * n".
class FakeJudge final : public Judge {
 public:
  core::Judgement check(const Assignment& assignment, const std::vector<core::AnswerFile>& files) override {
    const std::lock_guard lock(mutex_);
    asked.push_back(assignment.name + " " + files.at(0).content);
    core::Judgement judgement;
    judgement.wall_ms = static_cast<double>(asked.size());
    judgement.outcome = files[0].content.find("2 * n") != std::string::npos ? Outcome::pass : Outcome::fail;
    if (asked.size() == fails_at) judgement.outcome = Outcome::fail;
    if (answer) judgement.outcome = *answer;
    return judgement;
  }
  const SandboxFacts& sandbox() const override { return facts_; }

  std::vector<std::string> asked;
  std::optional<Outcome> answer;
  std::optional<std::size_t> fails_at;  // this question, whatever it is

 private:
  std::mutex mutex_;
  SandboxFacts facts_{core::SandboxTier::none, "fake", "", "", ""};
};

std::set<std::string> unexpected(const std::vector<VerifyRow>& rows) {
  std::set<std::string> names;
  for (const VerifyRow& row : rows) {
    if (!row.as_expected()) names.insert(row.candidate);
  }
  return names;
}

TEST(VerifySuite, HasARowForEveryCandidateOfEveryTask) {
  SuiteFolder folder;
  folder.add_task("a");
  folder.add_task("b");
  folder.write("b/wrong/same.py", "# breaks: doubling\ndef double(n):\n    return n\n");
  FakeJudge judge;
  int reported = 0;
  const auto rows =
      verify_suite(judge, tasks::load_suite(folder.path()), {}, 2, {.on_row = [&](const VerifyRow&) { ++reported; }});
  std::vector<std::string> names;
  for (const VerifyRow& row : rows) names.push_back(row.task + " " + row.candidate);
  EXPECT_THAT(names, testing::ElementsAre("tiny/a reference", "tiny/a reference reply", "tiny/a empty", "tiny/a junk",
                                          "tiny/a empty reply", "tiny/a junk reply", "tiny/b reference",
                                          "tiny/b reference reply", "tiny/b wrong/same", "tiny/b empty", "tiny/b junk",
                                          "tiny/b empty reply", "tiny/b junk reply"));
  EXPECT_EQ(reported, 13);
  EXPECT_TRUE(unexpected(rows).empty());
  EXPECT_EQ(rows[8].breaks, "doubling");
}

TEST(VerifySuite, RepeatsEachAndKeepsTheSlowest) {
  SuiteFolder folder;
  folder.add_task("a");
  FakeJudge judge;
  const auto rows = verify_suite(judge, tasks::load_suite(folder.path()), {.repeats = 3}, 1);
  EXPECT_EQ(judge.asked.size(), 12u) << "reference, its reply, empty and junk; the other replies hold no answer";
  EXPECT_EQ(rows[0].slowest_ms, 3.0);
}

TEST(VerifySuite, CountsWhatOneOfManyRepeatsShowed) {
  SuiteFolder folder;
  folder.add_task("a");
  FakeJudge judge;
  judge.fails_at = 2;
  const auto rows =
      verify_suite(judge, tasks::load_suite(folder.path()), {.candidates = Candidates::references, .repeats = 3}, 1);
  EXPECT_FALSE(rows[0].as_expected());
  EXPECT_EQ(rows[0].unexpected, 1);
  EXPECT_EQ(rows[0].judged, 3);
  EXPECT_EQ(rows[0].judgement.outcome, Outcome::fail) << "kept, not the pass after it";
}

TEST(VerifySuite, TellsHowFarItIs) {
  SuiteFolder folder;
  folder.add_task("a");
  FakeJudge judge;
  std::vector<std::pair<int, int>> told;
  verify_suite(judge, tasks::load_suite(folder.path()), {.candidates = Candidates::references, .repeats = 3}, 1,
               {.on_judged = [&](int done, int total) { told.emplace_back(done, total); }});
  EXPECT_EQ(told, (std::vector<std::pair<int, int>>{{1, 3}, {2, 3}, {3, 3}}));
}

TEST(VerifySuite, JudgesOnlyTheTasksAskedFor) {
  SuiteFolder folder;
  folder.add_task("a");
  folder.add_task("b");
  FakeJudge judge;
  const auto rows = verify_suite(judge, tasks::load_suite(folder.path()), {.tasks = {"b", "of_another_suite"}}, 1);
  ASSERT_FALSE(rows.empty());
  for (const VerifyRow& row : rows) EXPECT_EQ(row.task, "tiny/b");
}

TEST(VerifySuite, JudgesOnlyTheReferencesWhenAskedTo) {
  SuiteFolder folder;
  folder.add_task("a");
  FakeJudge judge;
  const auto rows = verify_suite(judge, tasks::load_suite(folder.path()), {.candidates = Candidates::references}, 1);
  ASSERT_EQ(rows.size(), 1u);
  EXPECT_EQ(rows[0].candidate, "reference");
}

TEST(VerifySuite, TakesNoVoidForAnAnswer) {
  SuiteFolder folder;
  folder.add_task("a");
  FakeJudge judge;
  judge.answer = Outcome::void_sandbox;
  const auto rows = verify_suite(judge, tasks::load_suite(folder.path()), {}, 1);
  EXPECT_EQ(unexpected(rows), (std::set<std::string>{"reference", "reference reply", "empty", "junk"}));
}

TEST(VerifySuite, FlagsTestsThatAreTooWeak) {
  SuiteFolder folder;
  folder.add_task("a");
  folder.write("a/test_double.py", "import solution\n\n\ndef test_two():\n    assert solution.double(2) == 4\n");
  folder.write("a/wrong/square.py", "# breaks: twice n\ndef double(n):\n    return n * n\n");
  folder.write("a/wrong/same.py", "# breaks: twice n\ndef double(n):\n    return n\n");
  const auto judge = make_judge();
  const auto rows = verify_suite(*judge, tasks::load_suite(folder.path()), {}, 2);
  EXPECT_EQ(unexpected(rows), std::set<std::string>{"wrong/square"});
}

TEST(VerifySuite, FlagsAReferenceThatFails) {
  SuiteFolder folder;
  folder.add_task("a");
  folder.write("a/reference/solution.py", "def double(n):\n    return 4\n");
  const auto judge = make_judge();
  EXPECT_EQ(unexpected(verify_suite(*judge, tasks::load_suite(folder.path()), {}, 2)),
            (std::set<std::string>{"reference", "reference reply"}));
}

TEST(VerifySuite, FlagsATaskWhoseRightAnswerIsTakenFromNoReply) {
  SuiteFolder folder;
  folder.add_task("a", {{"\"entry_points\"", "[\"duoble\"]"}});
  FakeJudge judge;
  EXPECT_EQ(unexpected(verify_suite(judge, tasks::load_suite(folder.path()), {}, 1)),
            std::set<std::string>{"reference reply"});
}

TEST(JudgeReply, ChecksTheExtractedFiles) {
  SuiteFolder folder;
  folder.add_task("a");
  const tasks::Suite suite = tasks::load_suite(folder.path());
  FakeJudge judge;
  core::Answer answer;
  const core::Judgement judgement =
      judge_reply(judge, suite.tasks[0], "Sure:\n```python\ndef double(n):\n    return 2 * n\n```\n", &answer);
  EXPECT_EQ(judgement.outcome, Outcome::pass);
  EXPECT_NE(judgement.rule, "");
  EXPECT_NE(judgement.extractor, "");
  ASSERT_EQ(answer.files.size(), 1u);
  EXPECT_EQ(answer.files[0].path, "solution.py");
  EXPECT_EQ(judge.asked.size(), 1u);
}

TEST(JudgeReply, AsksNobodyWhenThereIsNoAnswer) {
  SuiteFolder folder;
  folder.add_task("a");
  const tasks::Suite suite = tasks::load_suite(folder.path());
  FakeJudge judge;
  const core::Judgement judgement = judge_reply(judge, suite.tasks[0], "I would rather not.");
  EXPECT_EQ(judgement.outcome, Outcome::no_answer);
  EXPECT_NE(judgement.reason, "");
  EXPECT_EQ(judgement.tests_sha256, suite.tasks[0].tests_sha256);
  EXPECT_TRUE(judge.asked.empty());
}

TEST(WithSecondLook, RepeatsTimeoutsAndVoidsOnly) {
  for (const core::OutcomeRow& each : core::kIds<core::Outcome>) {
    core::Judgement first;
    first.outcome = each.value;
    int retries = 0;
    const core::Judgement last = with_second_look(first, [&] {
      ++retries;
      core::Judgement second;
      second.outcome = Outcome::pass;
      return second;
    });
    const bool repeated = each.value == Outcome::error_timeout || core::is_void(each.value);
    EXPECT_EQ(retries, repeated ? 1 : 0) << each.id;
    EXPECT_EQ(last.repeated_alone, repeated) << each.id;
    EXPECT_EQ(last.outcome, repeated ? Outcome::pass : each.value) << each.id;
  }
}

TEST(WithSecondLook, RepeatsASetUpThatFailedByTimeAloneAndBelievesTheSecond) {
  core::Judgement slow;
  slow.outcome = Outcome::fail;
  slow.slow_set_up = true;
  core::Judgement better;
  better.outcome = Outcome::pass;
  const core::Judgement last = with_second_look(slow, [&] { return better; });
  EXPECT_EQ(last.outcome, Outcome::pass);
  EXPECT_TRUE(last.repeated_alone);
  int retries = 0;
  const core::Judgement slow_again = with_second_look(slow, [&] {
    ++retries;
    return slow;
  });
  EXPECT_EQ(retries, 1);
  EXPECT_EQ(slow_again.outcome, Outcome::fail);
}

TEST(MakeAssignment, CarriesAllThatDecidesAVerdict) {
  SuiteFolder folder;
  folder.add_task("a");
  const tasks::Suite suite = tasks::load_suite(folder.path());
  const Assignment assignment = make_assignment(suite.tasks[0]);
  EXPECT_EQ(assignment.name, "tiny/a");
  EXPECT_EQ(assignment.module, "solution");
  EXPECT_EQ(assignment.tests.size(), 1u);
  EXPECT_EQ(assignment.limits.wall_s, 5.0);
  EXPECT_EQ(assignment.tests_sha256, suite.tasks[0].tests_sha256);
}

// Passes the tests whose names the answer holds.
class JudgeByTest final : public Judge {
 public:
  core::Judgement check(const Assignment&, const std::vector<core::AnswerFile>& files) override {
    core::Judgement judgement;
    for (const char* name : {"test_small", "test_negative"}) {
      const bool passes = files.at(0).content.find(std::string("passes ") + name) != std::string::npos;
      judgement.tests.push_back(
          {std::string("test_double.py::") + name, passes ? core::TestStatus::passed : core::TestStatus::failed});
      judgement.tests_passed += passes ? 1 : 0;
    }
    judgement.outcome = judgement.tests_passed == 2 ? Outcome::pass : Outcome::fail;
    const bool tampers = files.at(0).content.find("tampers") != std::string::npos;
    judgement.earned = tampers ? 0 : 5 * judgement.tests_passed;
    return judgement;
  }
  const SandboxFacts& sandbox() const override { return facts_; }

 private:
  SandboxFacts facts_;
};

TEST(VerifySuite, AWrongSolutionLosesTheTestsThatItNamesAndNoOthers) {
  SuiteFolder folder;
  folder.add_task("a", {{"\"scoring\"", "\"tests\""}});
  const std::string rest = "\ndef double(n): return n\n";
  folder.write("a/reference/solution.py", "# passes test_small passes test_negative" + rest);
  folder.write("a/wrong/exact.py", "# breaks: test_small: doubling\n# passes test_negative" + rest);
  folder.write("a/wrong/too_good.py", "# breaks: test_small, test_negative: doubling\n# passes test_negative" + rest);
  folder.write("a/wrong/other.py", "# breaks: test_small: doubling\n# passes test_small" + rest);
  folder.write("a/wrong/too_bad.py", "# breaks: test_small: doubling" + rest);
  folder.write("a/wrong/tampers.py", "# breaks: test_small: doubling\n# tampers passes test_negative" + rest);
  JudgeByTest judge;
  const auto rows = verify_suite(judge, tasks::load_suite(folder.path()), {}, 1);
  EXPECT_THAT(unexpected(rows),
              testing::ElementsAre("wrong/other", "wrong/tampers", "wrong/too_bad", "wrong/too_good"));
  for (const VerifyRow& row : rows) {
    if (row.candidate != "wrong/too_bad") continue;
    EXPECT_THAT(row.lost, testing::ElementsAre("test_negative", "test_small"));
  }
}

TEST(VerifySuite, AnEmptyAnswerThatEarnsAPointIsBad) {
  SuiteFolder folder;
  folder.add_task("a", {{"\"scoring\"", "\"tests\""}});
  folder.write("a/reference/solution.py", "# passes test_small passes test_negative\ndef double(n): return n\n");
  class Generous final : public Judge {
   public:
    core::Judgement check(const Assignment& assignment, const std::vector<core::AnswerFile>& files) override {
      if (!files.at(0).content.empty()) return strict_.check(assignment, files);
      return strict_.check(assignment, {{"solution.py", "passes test_small"}});
    }
    const SandboxFacts& sandbox() const override { return strict_.sandbox(); }

   private:
    JudgeByTest strict_;
  } judge;
  EXPECT_THAT(unexpected(verify_suite(judge, tasks::load_suite(folder.path()), {}, 1)), testing::ElementsAre("empty"));
}

}  // namespace
}  // namespace quantladder::judge
