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

// A primary conversation of two turns and a side agent, whose request was cut; each answer was judged by old tests.
class RescoreEpisode : public Rescore {
 protected:
  RescoreEpisode() {
    tasks::Suite& suite = suites.front();
    suite.kind = core::SuiteKind::load;
    suite.tasks.push_back(suite.tasks.front());
    suite.tasks[0].files = {"first.py"};
    suite.tasks[1].id = "L2";
    suite.tasks[1].files = {"second.py"};
    suite.tasks[1].keywords = {"X"};
    judge.verdict_of_files = [](const std::vector<core::AnswerFile>& files) {
      return files.front().path == "first.py" || files.size() == 2 ? Outcome::pass : Outcome::fail;
    };
  }
  static core::Exchange answered(int turn, const std::string& task) {
    core::Exchange exchange;
    exchange.conversation = "main";
    exchange.turn = turn;
    exchange.task = task;
    exchange.generation.finish = core::Finish::stop;
    exchange.generation.text = "```python\nx = 'good'\n```\n";
    exchange.outcome = Outcome::fail;
    exchange.judgements.emplace_back().outcome = Outcome::fail;
    exchange.judgements.back().tests_sha256 = "old tests";
    exchange.judgements.back().extractor = extract::kExtractorVersion;
    return exchange;
  }
  void put_episode(Outcome outcome = Outcome::measured) {
    core::Record record;
    record.cell = {"a", "suite", "once@2", 1};
    core::Episode episode;
    episode.item = *core::parse_load_item("once@2");
    episode.outcome = outcome;
    episode.exchanges = {answered(1, "L1"), answered(2, "L2")};
    episode.exchanges[1].keywords = core::KeywordCheck{.found = {}, .missing = {"y"}};
    core::Exchange cut;
    cut.agent = 1;
    cut.task = "L1";
    cut.is_cut = true;
    episode.exchanges.push_back(cut);
    record.payload = episode;
    store.commit(record);
  }
  core::Episode stored() const { return std::get<core::Episode>(store.records().at(0).payload); }
};

TEST_F(RescoreEpisode, ItsTurnsAreJudgedAgainOverTheFilesOfThoseBefore) {
  put_episode();
  const auto rescored = rescore_all(RescoreScope::outdated);
  ASSERT_EQ(rescored.size(), 2U);
  EXPECT_EQ(rescored[1].turn, "turn 2 of main");
  EXPECT_EQ(rescored[1].before, Outcome::fail);
  EXPECT_EQ(rescored[1].now, Outcome::pass);
  const core::Episode episode = stored();
  for (int turn : {0, 1}) {
    EXPECT_EQ(episode.exchanges[turn].outcome, Outcome::pass);
    ASSERT_EQ(episode.exchanges[turn].judgements.size(), 2U);
    EXPECT_EQ(episode.exchanges[turn].judgements[0].outcome, Outcome::fail) << "the first one is kept";
  }
  EXPECT_EQ(episode.exchanges[1].keywords->found, std::vector<std::string>{"X"}) << "the rule is looked up again";
  EXPECT_TRUE(episode.exchanges[2].judgements.empty()) << "it was cut";
  EXPECT_EQ(std::get<core::Episode>(store.attempts({"a", "suite", "once@2", 1}, 2).at(0).payload).exchanges[1].outcome,
            Outcome::pass);
  EXPECT_TRUE(rescore_all(RescoreScope::outdated).empty()) << "these tests judged it";
  EXPECT_EQ(rescore_all(RescoreScope::all).size(), 2U);
}

TEST_F(RescoreEpisode, AnotherKeywordOutdatesItToo) {
  put_episode();
  rescore_all(RescoreScope::outdated);
  suites.front().tasks[1].keywords = {"good", "bad"};
  EXPECT_EQ(rescore_all(RescoreScope::outdated).size(), 2U);
  EXPECT_EQ(stored().exchanges[1].keywords->missing, std::vector<std::string>{"bad"});
}

TEST_F(RescoreEpisode, OneThatWasVoidStaysSo) {
  put_episode(Outcome::infrastructure_stall);
  EXPECT_TRUE(rescore_all(RescoreScope::all).empty());
}

}  // namespace
}  // namespace quantladder::bench
