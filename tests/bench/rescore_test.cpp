#include "quantladder/bench/rescore.h"

#include <gtest/gtest.h>

#include "quantladder/extract/extract.h"
#include "quantladder/sys/files.h"
#include "support/fake_bench.h"

namespace quantladder::bench {
namespace {

using core::Outcome;

class Rescore : public ::testing::Test {
 protected:
  Rescore() : store(store::RunStore::open_for_writing(folder.path() / "run")) {
    tasks::Task task;
    task.id = "L1";
    task.language = "python";
    task.files = {"solution.py"};
    task.tests_sha256 = "new tests";
    suites.resize(1);
    suites.front().id = "suite";
    suites.front().tasks.push_back(task);
  }
  void put(int iteration, core::Finish finish, Outcome outcome, const std::string& tests) {
    core::Record record;
    record.cell = {"a", "suite", "L1", iteration};
    record.answered().generation.emplace();
    record.answered().generation->finish = finish;
    record.answered().generation->text = "```python\nx = 'good'\n```\n";
    record.answered().judgements.emplace_back();
    record.answered().judgements.back().outcome = outcome;
    record.answered().judgements.back().tests_sha256 = tests;
    record.answered().judgements.back().extractor = extract::kExtractorVersion;
    store.commit(record);
  }
  std::vector<Rescored> rescore_all(RescoreScope scope) {
    return rescore(store, suites, judge, 1, scope, [](int, int) {}, {});
  }

  sys::TempDir folder;
  store::RunStore store;
  std::vector<tasks::Suite> suites;
  testing::FakeJudge judge;
};

TEST_F(Rescore, JudgesRepliesOfOtherTestsAgainAndKeepsTheFirstJudgement) {
  put(1, core::Finish::stop, Outcome::fail, "old tests");
  const auto rescored = rescore_all(RescoreScope::outdated);
  ASSERT_EQ(rescored.size(), 1u);
  EXPECT_EQ(rescored[0].before, Outcome::fail);
  const auto records = store.records();
  ASSERT_EQ(records[0].judgements().size(), 2u);
  EXPECT_EQ(records[0].judgements()[0].outcome, Outcome::fail);
  EXPECT_EQ(records[0].outcome(), Outcome::pass);
}

TEST_F(Rescore, LeavesWhatTheseTestsJudgedUnlessAskedForAll) {
  put(1, core::Finish::stop, Outcome::fail, "new tests");
  EXPECT_TRUE(rescore_all(RescoreScope::outdated).empty());
  EXPECT_EQ(rescore_all(RescoreScope::all).size(), 1u);
}

TEST_F(Rescore, NeverTurnsAFaultIntoAScore) {
  put(1, core::Finish::stall, Outcome::infrastructure_stall, "old tests");
  put(2, core::Finish::length, Outcome::truncated, "old tests");
  EXPECT_TRUE(rescore_all(RescoreScope::all).empty());
}

TEST_F(Rescore, AVoidJudgementIsTriedAgain) {
  put(1, core::Finish::stop, Outcome::void_sandbox, "new tests");
  EXPECT_EQ(rescore_all(RescoreScope::outdated).size(), 1u);
}

}  // namespace
}  // namespace quantladder::bench
