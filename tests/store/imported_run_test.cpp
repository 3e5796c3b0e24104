#include <gmock/gmock.h>

#include "quantladder/core/error.h"
#include "quantladder/store/run_store.h"
#include "quantladder/store/score_table.h"

namespace quantladder::store {
namespace {

using testing::HasSubstr;

ImportedRun import(const std::string& csv) {
  return make_imported_run(parse_score_table(csv, "dir/s.csv"), "s-1", "s");
}

TEST(ImportedRun, CellsBecomeRecordsOfAManifestedRun) {
  const ImportedRun run = import("model,iteration,task,passed,points\na,1,L1,1,100\na,3,L1,0,100\n");
  EXPECT_EQ(run.manifest.iterations, 2) << "counted, wherever the numbers begin";
  ASSERT_EQ(run.manifest.models.size(), 1u);
  ASSERT_EQ(run.manifest.suites[0].items.size(), 1u);
  EXPECT_EQ(run.manifest.suites[0].items[0].points, 100);
  EXPECT_EQ(run.records.at(1).cell, (core::CellId{"a", "imported", "L1", 3}));
  ASSERT_TRUE(run.manifest.imported);
  EXPECT_EQ(run.manifest.imported->source, "s.csv");
}

TEST(ImportedRun, NamesBecomeIdsThatCanBeFileNames) {
  const ImportedRun run = import("model,iteration,task,passed\n../x y,1,a/b,1\n");
  EXPECT_EQ(run.records.at(0).cell, (core::CellId{"-.-x-y", "imported", "a-b", 1}));
  EXPECT_EQ(run.manifest.suites[0].items.at(0).title, "a/b");
}

TEST(ImportedRun, RefusesNamesThatBecomeOneId) {
  try {
    import("model,iteration,score\nx y,1,50\nx/y,1,50\n");
    FAIL();
  } catch (const core::Error& error) {
    EXPECT_THAT(error.what(), HasSubstr("\"x y\" and \"x/y\" would both be called \"x-y\""));
  }
}

TEST(ImportedRun, NamesOfAnotherScriptStayApart) {
  const ImportedRun run = import("model,iteration,score\n\u6a21\u578b,1,50\n\u5c0f\u578b,1,50\n");
  EXPECT_NE(run.manifest.models.at(0).model.id, run.manifest.models.at(1).model.id);
}

TEST(ImportedRun, ForFiguresAloneNamesStayAsTheyAre) {
  const ImportedRun run = make_imported_run(parse_score_table("model,iteration,score\nx y,1,50\nx/y,1,50\n", "s.csv"),
                                            "s", "s", ImportedNames::as_they_are);
  EXPECT_EQ(run.manifest.models.at(0).model.id, "x y");
  EXPECT_EQ(run.scores.at(1).model, "x/y");
}

TEST(ImportedRun, SurvivesTheDisk) {
  const sys::TempDir folder;
  ImportedRun cells = import("model,iteration,task,passed,seed\na,1,L1,1,77\n");
  cells.manifest.imported->contradictions = {"a: 1 is not 2"};
  cells.manifest.imported->full_score = 10;
  cells.manifest.imported->iteration_labels = {"night", "day"};
  ImportedRun scores = import("model,iteration,score\na,1,62.5\na,2,\n");
  {
    RunStore store = RunStore::open_for_writing(folder.path() / "run");
    store.write_manifest(cells.manifest);
    store.commit(cells.records.at(0));
    store.write_given_scores(scores.scores);
  }
  const RunStore store = RunStore::open(folder.path() / "run");
  EXPECT_EQ(store.records().at(0).seed(), 77u);
  EXPECT_EQ(store.records().at(0).outcome(), core::Outcome::pass);
  EXPECT_EQ(store.manifest()->imported->contradictions, cells.manifest.imported->contradictions);
  EXPECT_EQ(store.manifest()->imported->full_score, 10);
  EXPECT_EQ(store.manifest()->imported->iteration_labels, cells.manifest.imported->iteration_labels);
  ASSERT_EQ(store.given_scores().size(), 2u);
  EXPECT_EQ(store.given_scores()[0].score, 62.5);
  EXPECT_EQ(store.given_scores()[1].score, std::nullopt);
}

TEST(ImportedRun, ARunOfThisProgramHasNoGivenScores) {
  const sys::TempDir folder;
  RunStore store = RunStore::open_for_writing(folder.path());
  EXPECT_TRUE(store.given_scores().empty());
}

}  // namespace
}  // namespace quantladder::store
