#include "quantladder/app/results.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "app/small_run.h"
#include "quantladder/app/publish.h"
#include "quantladder/core/error.h"

namespace quantladder::app {
namespace {

namespace fs = std::filesystem;
using testing::passed;
using testing::small_manifest;

std::vector<core::Record> all_cells() {
  std::vector<core::Record> records;
  for (const char* model : {"a", "b"}) {
    for (const char* task : {"T1", "T2"}) {
      for (int i = 1; i <= 6; ++i) records.push_back(passed(model, task, i));
    }
  }
  return records;
}

TEST(Results, ARunIsCompleteWhenEveryPlannedCellIsSettled) {
  std::vector<core::Record> records = all_cells();
  EXPECT_TRUE(make_run_data(small_manifest(), records, {}, {}).complete);
  records.pop_back();
  EXPECT_FALSE(make_run_data(small_manifest(), records, {}, {}).complete);
}

TEST(Results, ACellThatMetAFaultIsNotSettled) {
  std::vector<core::Record> records = all_cells();
  records.back() = test_support::RecordBuilder("b", "T2", 6).outcome(core::Outcome::infrastructure_stall);
  EXPECT_FALSE(make_run_data(small_manifest(), records, {}, {}).complete);
}

TEST(Results, AnImportedTableOfUnknownScaleIsRefused) {
  testing::StoredRun run;
  core::Manifest manifest = small_manifest();
  manifest.imported = core::ImportedFrom{.source = "table.csv"};
  run.store.write_manifest(manifest);
  run.store.write_given_scores({{"a", 1, 0.7}, {"b", 1, 0.8}});
  EXPECT_THROW(load_run_data(run.store), core::Error);
  run.store.write_given_scores({{"a", 1, 70.0}, {"b", 1, 80.0}});
  EXPECT_NO_THROW(load_run_data(run.store));
}

TEST(Results, OfEachModelTheSamplesOfTheStartWithTheHighestPeakAreRead) {
  testing::StoredRun run;
  run.store.write_manifest(small_manifest());
  const auto add = [&](const std::string& model, int number, std::optional<std::uint64_t> peak, const char* rows) {
    core::ServerStart start = test_support::make_start(model, number, 50);
    start.memory.peak_bytes = peak;
    run.store.write_server_start(start);
    sys::replace_file(run.store.server_file(model, number, ".samples.csv"),
                      std::string("time_ms,kind,gpu,used_bytes,power_w,sm_clock_mhz,temperature_c\n") + rows);
  };
  add("a", 1, 10, "1.0,resident,,10,,,\n");
  add("a", 2, 30, "1.0,resident,,30,,,\n2.0,resident,,20,,,\n");
  add("a", 3, 20, "1.0,resident,,20,,,\n");
  add("b", 1, std::nullopt, "1.0,resident,,5,,,\n");
  const auto sampled = load_run_data(run.store).sampled;
  ASSERT_EQ(sampled.size(), 1U) << "of b no peak was measured";
  EXPECT_EQ(sampled[0].number, 2);
  EXPECT_EQ(sampled[0].lines.at(0).points, (std::vector<core::SampledPoint>{{1, 30}, {2, 20}}));
  EXPECT_TRUE(load_run_data(run.store, "a").sampled.empty()) << "its derived files show none";
}

TEST(Publish, WritesWhatIsDerivedAndRemovesIterationsThatAreNoMore) {
  testing::StoredRun run;
  run.store.write_manifest(small_manifest());
  for (const core::Record& record : all_cells()) run.store.commit(record);
  const fs::path stale = run.store.folder() / "a" / "iter_09.json";
  sys::replace_file(stale, "{}");
  EXPECT_TRUE(publish(run.store).complete);
  for (const char* file : {"summary.json", "report.md", "a/iter_01.json", "b/iter_06.json"}) {
    EXPECT_TRUE(fs::exists(run.store.folder() / file)) << file;
  }
  EXPECT_FALSE(fs::exists(stale));
}

TEST(Publish, OnlyTheFormatsThatWereAskedForAreWrittenAndElsewhere) {
  testing::StoredRun run;
  run.store.write_manifest(small_manifest());
  for (const core::Record& record : all_cells()) run.store.commit(record);
  const sys::TempDir elsewhere;
  const auto published = publish(run.store, {.formats = {"junit", "csv"}, .folder = elsewhere.path()});
  std::vector<std::string> names;
  for (const fs::path& file : published.files) names.push_back(file.lexically_relative(elsewhere.path()));
  EXPECT_THAT(names, ::testing::ElementsAre("cells.csv", "models.csv", "starts.csv", "junit.xml"));
  for (const fs::path& file : published.files) EXPECT_TRUE(fs::exists(file)) << file;
  for (const char* file : {"summary.json", "report.md", "cells.csv", "junit.xml"})
    EXPECT_FALSE(fs::exists(run.store.folder() / file)) << file;
}

TEST(Publish, FormatsThatWriteNoIterationsLeaveThoseThatAreThere) {
  testing::StoredRun run;
  run.store.write_manifest(small_manifest());
  for (const core::Record& record : all_cells()) run.store.commit(record);
  publish(run.store);
  publish(run.store, {.formats = {"junit"}});
  EXPECT_TRUE(fs::exists(run.store.folder() / "a" / "iter_01.json"));
}

TEST(Publish, ACellComesWithTheTextsAndFilesOfEachAttempt) {
  testing::StoredRun run;
  run.store.write_manifest(small_manifest());
  core::Record record = passed("a", "T1", 1);
  record.answered().generation->text = "the reply";
  record.answered().judgements.back().log = "the log";
  run.store.commit(record);
  run.store.write_artifacts(record, "the prompt", {.files = {{"core.py", "x = 1"}}});
  core::Record again = record;
  again.attempt = 2;
  again.reason_for_attempt = test_support::kRerun;
  run.store.commit(again);

  const auto attempts = kept_cells(run.store)(record.cell);
  ASSERT_EQ(attempts.size(), 2u);
  EXPECT_EQ(attempts[0].record.generation()->text, "the reply");
  EXPECT_EQ(attempts[0].record.judgement().log, "the log");
  EXPECT_EQ(attempts[0].prompt, "the prompt");
  ASSERT_EQ(attempts[0].answer.files.size(), 1u);
  EXPECT_EQ(attempts[0].answer.files[0].content, "x = 1");
  EXPECT_EQ(attempts[0].answer.rule, record.judgement().rule);
  EXPECT_EQ(attempts[1].record.attempt, 2);
  EXPECT_EQ(attempts[1].prompt, "") << "it has no artifacts";
  EXPECT_TRUE(attempts[1].answer.files.empty());
  EXPECT_TRUE(kept_cells(run.store)({"a", "two", "T2", 1}).empty());
}

TEST(Publish, AnIterationsFileIsThereAsSoonAsItsLastTaskIsSettled) {
  testing::StoredRun run;
  run.store.write_manifest(small_manifest());
  IterationWriter writer(run.store);
  const auto take = [&](const core::Record& record) {
    run.store.commit(record);
    writer.take(record);
  };
  const fs::path file = run.store.folder() / "a" / "iter_01.json";
  take(passed("a", "T1", 1));
  take(test_support::RecordBuilder("a", "T2", 1).suite("two").outcome(core::Outcome::infrastructure_stall));
  EXPECT_FALSE(fs::exists(file));
  const auto why = core::AttemptReason::retry_of(core::Outcome::infrastructure_stall);
  take(test_support::RecordBuilder("a", "T2", 1).suite("two").attempt(2, why));
  EXPECT_TRUE(fs::exists(file));
}

}  // namespace
}  // namespace quantladder::app
