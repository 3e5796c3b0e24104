#include "quantladder/store/run_store.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sys/stat.h>

#include <fstream>

#include "quantladder/core/error.h"

namespace quantladder::store {
namespace {

namespace fs = std::filesystem;

core::Record record_of(const char* model, const char* task, int iteration, int attempt = 1) {
  core::Record record;
  record.cell = {model, "ladder", task, iteration};
  record.attempt = attempt;
  record.answered().judgements.emplace_back();
  record.answered().judgements.back().outcome = core::Outcome::fail;
  return record;
}

class RunFolder : public ::testing::Test {
 protected:
  RunFolder() : store(RunStore::open_for_writing(temp.path() / "run")) {}
  sys::TempDir temp;
  RunStore store;
};

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

TEST_F(RunFolder, ASecondWriterIsRefused) {
  EXPECT_THROW(RunStore::open_for_writing(temp.path() / "run"), core::Error);
}

TEST_F(RunFolder, ServerNumbersGoOnWhereTheyStopped) {
  EXPECT_EQ(store.reserve_server_number("a"), 1);
  core::ServerStart start;
  start.model = "b";
  start.number = 1;
  store.write_server_start(start);
  EXPECT_EQ(store.reserve_server_number("a"), 2) << "no other writer may take it";
  EXPECT_EQ(store.reserve_server_number("b"), 2);
}

TEST(RunStore, SessionsWorkBesideEachOtherOnCellsOfTheirOwn) {
  const sys::TempDir temp;
  RunStore one = RunStore::open_for_writing(temp.path(), Access::together);
  RunStore two = RunStore::open_for_writing(temp.path(), Access::together);
  EXPECT_THROW(RunStore::open_for_writing(temp.path(), Access::alone), core::Error);
  EXPECT_TRUE(one.claim("a", 1));
  EXPECT_TRUE(one.claim("a", 1)) << "it is ours already";
  EXPECT_FALSE(two.claim("a", 1));
  EXPECT_TRUE(two.claim("a", 2));
  EXPECT_TRUE(two.claim("b", 1));
}

TEST(RunStore, ACellIsFreeAgainWhenItsSessionIsOver) {
  const sys::TempDir temp;
  RunStore two = RunStore::open_for_writing(temp.path(), Access::together);
  { EXPECT_TRUE(RunStore::open_for_writing(temp.path(), Access::together).claim("a", 1)); }
  EXPECT_TRUE(two.claim("a", 1));
}

TEST(RunStore, WhoWorksAloneLetsNobodyIn) {
  const sys::TempDir temp;
  const RunStore one = RunStore::open_for_writing(temp.path());
  EXPECT_THROW(RunStore::open_for_writing(temp.path(), Access::together), core::Error);
}

TEST(RunStore, EverySessionHasAFileThatTheManifestIsReadWith) {
  const sys::TempDir temp;
  RunStore store = RunStore::open_for_writing(temp.path());
  store.write_manifest({.suites = {{.id = "s"}}});
  store.add_session({.started_at = "2026-11-02T00:00:00.000Z", .order = {"second"}});
  store.add_session({.started_at = "2026-11-01T00:00:00.000Z", .order = {"first"}});
  store.write_manifest(*store.manifest());
  const auto sessions = store.manifest()->sessions;
  ASSERT_EQ(sessions.size(), 2u);
  EXPECT_EQ(sessions[0].order, std::vector<std::string>{"first"});
  EXPECT_THAT(sys::read_file(temp.path() / "manifest.json"), ::testing::Not(::testing::HasSubstr("sessions")));
}

TEST(RunStore, ARunOfSchema1KeepsItsSessionsInTheManifest) {
  const sys::TempDir temp;
  RunStore store = RunStore::open_for_writing(temp.path());
  store.write_manifest({.schema = 1, .suites = {{.id = "s"}}});
  store.add_session({.started_at = "1"});
  store.add_session({.started_at = "2"});
  EXPECT_EQ(store.manifest()->sessions.size(), 2u);
  EXPECT_FALSE(fs::exists(temp.path() / "sessions"));
}

TEST_F(RunFolder, ArtifactsHoldPromptReplyAndAnswer) {
  core::Record record = record_of("a", "L1", 1);
  record.answered().generation.emplace();
  record.answered().generation->text = "the reply";
  store.write_artifacts(record, "the prompt", {.files = {{"pkg/core.py", "x = 1\n"}}});
  const fs::path folder = store.folder() / "a" / "artifacts" / "ladder" / "iter_01.L1.a1";
  EXPECT_EQ(sys::read_file(folder / "prompt.md"), "the prompt");
  EXPECT_EQ(sys::read_file(folder / "reply.md"), "the reply");
  EXPECT_EQ(sys::read_file(folder / "answer" / "pkg" / "core.py"), "x = 1\n");
}

TEST_F(RunFolder, AFileThatWouldHaveToBeAFolderToIsLeftOutOfTheArtifacts) {
  store.write_artifacts(record_of("a", "L1", 1), "p", {.files = {{"core.py", "x\n"}, {"core.py/more.py", "y\n"}}});
  EXPECT_EQ(sys::read_file(store.folder() / "a/artifacts/ladder/iter_01.L1.a1/answer/core.py"), "x\n");
}

TEST_F(RunFolder, ArtifactsAreReadBack) {
  const core::Record record = record_of("a", "L1", 1);
  store.write_artifacts(record, "the prompt", {.files = {{"pkg/core.py", "x = 1\n"}, {"a.py", ""}}});
  const Artifacts kept = store.artifacts(record);
  EXPECT_EQ(kept.prompt, "the prompt");
  ASSERT_EQ(kept.answer.size(), 2u);
  EXPECT_EQ(kept.answer[0].path, "a.py");
  EXPECT_EQ(kept.answer[1].path, "pkg/core.py");
  EXPECT_EQ(kept.answer[1].content, "x = 1\n");
  EXPECT_TRUE(kept.left_out.empty());
}

TEST_F(RunFolder, AnAttemptWithoutArtifactsHasNone) {
  const Artifacts kept = store.artifacts(record_of("a", "L1", 1));
  EXPECT_EQ(kept.prompt, "");
  EXPECT_TRUE(kept.answer.empty());
  EXPECT_TRUE(kept.left_out.empty());
}

TEST_F(RunFolder, OfAnAnswerOnlyRegularFilesOfABoundedSizeAreRead) {
  const core::Record record = record_of("a", "L1", 1);
  sys::write_file(temp.path() / "secret", "of somebody else");
  fs::create_directory(temp.path() / "home");
  sys::write_file(temp.path() / "home" / "key", "of somebody else");
  store.write_artifacts(record, "p", {.files = {{"core.py", "x"}, {"large.py", std::string((1 << 20) + 1, 'x')}}});
  const fs::path answer = store.folder() / "a/artifacts/ladder/iter_01.L1.a1/answer";
  fs::create_symlink(temp.path() / "secret", answer / "link.py");
  fs::create_directory_symlink(temp.path() / "home", answer / "folder");
  ASSERT_EQ(mkfifo((answer / "pipe.py").c_str(), 0600), 0);

  const Artifacts kept = store.artifacts(record);
  ASSERT_EQ(kept.answer.size(), 1u);
  EXPECT_EQ(kept.answer[0].path, "core.py");
  EXPECT_THAT(kept.left_out, ::testing::ElementsAre("folder: is a link", "large.py: is larger than 1024 KiB",
                                                    "link.py: is a link", "pipe.py: is no regular file"));
}

TEST_F(RunFolder, AnAnswerThatIsALinkAsAWholeIsNotFollowed) {
  const core::Record record = record_of("a", "L1", 1);
  store.write_artifacts(record, "p", {});
  sys::write_file(temp.path() / "home" / "key", "of somebody else");
  fs::create_directory_symlink(temp.path() / "home", store.folder() / "a/artifacts/ladder/iter_01.L1.a1/answer");
  EXPECT_TRUE(store.artifacts(record).answer.empty());
}

TEST_F(RunFolder, AnAnswerOfManyFilesIsCutAndSaysSo) {
  core::Answer answer;
  for (int i = 0; i < 1001; ++i) answer.files.push_back({"f" + std::to_string(i) + ".py", "x"});
  const core::Record record = record_of("a", "L1", 1);
  store.write_artifacts(record, "p", answer);
  const Artifacts kept = store.artifacts(record);
  EXPECT_EQ(kept.answer.size(), 1000u);
  EXPECT_THAT(kept.left_out, ::testing::ElementsAre("more than 1000 files"));
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
