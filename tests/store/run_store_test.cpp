#include "quantladder/store/run_store.h"

#include <gmock/gmock.h>

#include <fstream>

#include "quantladder/core/error.h"
#include "store/run_folder.h"

namespace quantladder::store {
namespace {

namespace fs = std::filesystem;

TEST_F(RunFolder, RecordsComeBackInOrder) {
  store.commit(record_of("b", "L1", 1));
  store.commit(record_of("a", "L2", 2));
  store.commit(record_of("a", "L2", 1, 2));
  store.commit(record_of("a", "L2", 1, 1));
  std::vector<std::string> order;
  for (const auto& record : store.records()) {
    order.push_back(core::to_string(record.cell) + "#" + std::to_string(record.attempt));
  }
  EXPECT_THAT(order, ::testing::ElementsAre("a/L2/iteration 1#1", "a/L2/iteration 1#2", "a/L2/iteration 2#1",
                                            "b/L1/iteration 1#1"));
}

TEST_F(RunFolder, AnAttemptIsNeverOverwritten) {
  store.commit(record_of("a", "L1", 1));
  core::Record other = record_of("a", "L1", 1);
  other.answered().judgements.back().outcome = core::Outcome::pass;
  EXPECT_THROW(store.commit(other), core::Error);
  EXPECT_EQ(store.records()[0].outcome(), core::Outcome::fail);
}

TEST_F(RunFolder, ALaterJudgementLiesBesideTheRecordAndCounts) {
  store.commit(record_of("a", "task.with.dots", 1));
  core::Judgement second;
  second.outcome = core::Outcome::pass;
  store.add_judgement(record_of("a", "task.with.dots", 1), second);
  second.outcome = core::Outcome::no_answer;
  store.add_judgement(record_of("a", "task.with.dots", 1), second);
  const auto records = store.records();
  ASSERT_EQ(records.size(), 1u);
  ASSERT_EQ(records[0].judgements().size(), 3u);
  EXPECT_EQ(records[0].judgements()[1].outcome, core::Outcome::pass);
  EXPECT_EQ(records[0].outcome(), core::Outcome::no_answer);
}

TEST_F(RunFolder, FiguresAloneComeWithoutTextsButWithTheSameRates) {
  core::Record record = record_of("a", "L1", 1);
  record.answered().generation = core::Generation{.text = "long", .reasoning = "longer", .text_sha256 = "hash"};
  record.answered().generation->usage = core::Usage{.completion_tokens = 25};  // of 10 bytes: room for markers
  record.answered().generation->arrivals_ms = {100, 150, 180, 200};
  record.answered().judgements.back().log = "log";
  record.answered().judgements.back().tests_total = 1;
  record.answered().judgements.back().tests = {{"t", core::TestStatus::failed}};
  store.commit(record);
  const core::Record got = store.records("", Detail::figures).at(0);
  EXPECT_EQ(got.generation()->text + got.generation()->reasoning + got.judgement().log, "");
  EXPECT_TRUE(got.judgement().tests.empty());
  EXPECT_EQ(got.generation()->text_sha256, "hash");
  EXPECT_EQ(got.judgement().tests_total, 1);
  EXPECT_TRUE(got.generation()->tokens_per_s());
  EXPECT_EQ(got.generation()->tokens_per_s(), store.records().at(0).generation()->tokens_per_s());
}

TEST_F(RunFolder, FiguresAloneKeepTheWordsOfAnEpisodesTexts) {
  core::Record record = record_of("a", "once@1", 1);
  core::Episode episode;
  episode.outcome = core::Outcome::measured;
  episode.exchanges.emplace_back().generation.text = "four words of text";
  record.payload = episode;
  store.commit(record);
  const core::Record got = store.records("", Detail::figures).at(0);
  const core::Exchange& exchange = std::get<core::Episode>(got.payload).exchanges.at(0);
  EXPECT_EQ(exchange.generation.text, "");
  EXPECT_EQ(core::count_words(exchange), 4);
}

TEST_F(RunFolder, FiguresAloneKeepTheNumberOfEventsWhereTokensWereDrafted) {
  core::Record record = record_of("a", "L1", 1);
  record.answered().generation = core::Generation{.arrivals_ms = {100, 150, 180, 200}};
  record.answered().generation->timings = core::ServerTimings{.predicted_n = 12};
  record.answered().generation->timings->draft_n = 8;
  store.commit(record);
  EXPECT_EQ(store.records("", Detail::figures).at(0).generation()->text_events(), 4u);
}

TEST_F(RunFolder, APendingGenerationIsGoneOnceItsRecordIsThere) {
  core::Record record = record_of("a", "L1", 1);
  record.answered().judgements.clear();
  store.put_pending(record);
  EXPECT_EQ(store.pending().size(), 1u);
  store.commit(record_of("a", "L1", 1));
  EXPECT_TRUE(store.pending().empty());
  store.put_pending(record);  // as a crash between commit and removal leaves it
  EXPECT_TRUE(store.pending().empty());
}

TEST(RunStore, AKillBetweenCommitAndRemovalLeavesAPendingFileForOneStartOnly) {
  const sys::TempDir temp;
  const fs::path pending = temp.path() / "a" / "pending";
  core::Record judged = record_of("a", "L1", 1);
  core::Record unjudged = record_of("a", "L2", 1);
  unjudged.answered().judgements.clear();
  {
    RunStore store = RunStore::open_for_writing(temp.path());
    store.write_manifest({});
    store.commit(judged);
    judged.answered().judgements.clear();
    store.put_pending(judged);
    store.put_pending(unjudged);
  }
  RunStore::open(temp.path());  // a reader changes nothing
  EXPECT_TRUE(fs::exists(pending / "ladder" / "iter_01.L1.a1.json"));
  EXPECT_EQ(RunStore::open_for_writing(temp.path()).pending().size(), 1u);
  EXPECT_FALSE(fs::exists(pending / "ladder" / "iter_01.L1.a1.json"));
  EXPECT_TRUE(fs::exists(pending / "ladder" / "iter_01.L2.a1.json"));
}

TEST_F(RunFolder, ItemsOfTwoSuitesThatAreCalledAlikeAreTwoCells) {
  core::Record other = record_of("a", "L1", 1);
  other.cell.suite = "primer";
  store.commit(record_of("a", "L1", 1));
  store.commit(other);
  EXPECT_EQ(store.records().size(), 2u);
  EXPECT_TRUE(fs::exists(store.folder() / "a/records/primer/iter_01.L1.a1.json"));
}

TEST_F(RunFolder, ARecordOfSchema1LiesWhereOlderCodePutIt) {
  core::Record old = record_of("a", "L1", 1);
  old.schema = 1;
  store.put_pending(old);
  EXPECT_TRUE(fs::exists(store.folder() / "a/pending/iter_01.L1.a1.json"));
  store.commit(old);
  EXPECT_TRUE(fs::exists(store.folder() / "a/records/iter_01.L1.a1.json"));
  EXPECT_FALSE(fs::exists(store.folder() / "a/pending/iter_01.L1.a1.json"));
  EXPECT_EQ(store.records().at(0).cell, old.cell);
  EXPECT_EQ(store.attempts(old.cell, 1).size(), 1u);
}

TEST_F(RunFolder, TheAttemptsAtOneCellAreFoundByTheirNames) {
  core::Record record = record_of("a", "L1", 1);
  store.commit(record);
  core::Judgement second;
  second.outcome = core::Outcome::pass;
  store.add_judgement(record, second);
  record.attempt = 2;
  store.commit(record);
  store.commit(record_of("a", "L2", 1));
  const auto attempts = store.attempts(record.cell, 2);
  ASSERT_EQ(attempts.size(), 2u);
  EXPECT_EQ(attempts[0].outcome(), core::Outcome::pass);
  EXPECT_EQ(attempts[1].attempt, 2);
}

TEST_F(RunFolder, AWriteThatNeverFinishedIsNoRecord) {
  store.commit(record_of("a", "L1", 1));
  std::ofstream(store.folder() / "a" / "records" / ".iter_01.L2.a1.json.tmp") << "{\"sche";
  EXPECT_EQ(store.records().size(), 1u);
}

TEST_F(RunFolder, ADamagedRecordIsNamedNotSkipped) {
  store.commit(record_of("a", "L1", 1));
  std::ofstream(store.folder() / "a" / "records" / "ladder" / "iter_01.L1.a1.json") << "{";
  try {
    store.records();
    FAIL() << "skipped";
  } catch (const core::Error& error) {
    EXPECT_THAT(error.what(), ::testing::HasSubstr("ladder/iter_01.L1.a1.json"));
  }
}

TEST_F(RunFolder, AJudgementOfAReplyThatIsGoneIsNotTakenForAnothers) {
  const core::Record record = record_of("a", "L1", 1);
  store.commit(record);
  store.add_judgement(record, core::Judgement{});
  fs::remove(store.folder() / "a/records/ladder/iter_01.L1.a1.json");
  try {
    store.records();
    FAIL() << "accepted";
  } catch (const core::Error& error) {
    EXPECT_EQ(error.kind(), core::ErrorKind::environment);
    EXPECT_THAT(error.what(), ::testing::HasSubstr("iter_01.L1.a1.j2.json: judges"));
  }
}

TEST_F(RunFolder, ACopyOfARecordIsNoSecondAttempt) {
  store.commit(record_of("a", "L1", 1));
  const fs::path folder = store.folder() / "a/records";
  fs::copy_file(folder / "ladder" / "iter_01.L1.a1.json", folder / "copy.json");
  EXPECT_THROW(store.records(), core::Error);
}

TEST_F(RunFolder, ARecordUnderAnotherModelIsNotThatModels) {
  store.commit(record_of("a", "L1", 1));
  fs::rename(store.folder() / "a", store.folder() / "b");
  EXPECT_THROW(store.records(), core::Error);
}

TEST_F(RunFolder, DerivedFilesOfIterationsWithoutRecordsGo) {
  const fs::path first = store.folder() / "a" / "iter_01.json";
  const fs::path second = store.folder() / "a" / "iter_02.json";
  for (const fs::path& file : {first, second}) sys::write_file(file, "{}");
  store.remove_other_iterations("a", {second});
  EXPECT_FALSE(fs::exists(first));
  EXPECT_TRUE(fs::exists(second));
}

TEST_F(RunFolder, TheAttemptsAtACellComeWithTheirTextsWhereThoseAreAskedFor) {
  core::Record record = record_of("a", "L1", 1);
  record.answered().generation.emplace();
  record.answered().generation->text = "the reply";
  store.commit(record);
  EXPECT_EQ(store.attempts(record.cell, 2).at(0).generation()->text, "");
  EXPECT_EQ(store.attempts(record.cell, 2, Detail::all).at(0).generation()->text, "the reply");
}

TEST(RunStore, AFolderWithoutAManifestIsNoRun) {
  sys::TempDir temp;
  EXPECT_THROW(RunStore::open(temp.path()), core::Error);
}

}  // namespace
}  // namespace quantladder::store
