#include "quantladder/app/run_folder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "app/small_run.h"
#include "quantladder/core/error.h"

namespace quantladder::app {
namespace {

using ::testing::HasSubstr;
using testing::small_manifest;
using testing::small_model;

std::string refusal(const std::function<void()>& action) {
  try {
    action();
  } catch (const core::Error& error) {
    EXPECT_EQ(error.kind(), core::ErrorKind::usage);
    return error.what();
  }
  return "";
}

TEST(Resume, AFolderWithoutARunTakesTheManifestAsItIs) {
  const testing::StoredRun run;
  EXPECT_EQ(reconcile(run.store, small_manifest(), "config.json").created_at, "2026-11-01T00:00:00.000Z");
}

TEST(Resume, MoreIterationsAndModelsExtendARunThatKeepsItsNameAndItsSessions) {
  testing::StoredRun run;
  core::Manifest before = small_manifest();
  run.store.write_manifest(before);
  run.store.add_session({.started_at = "first"});
  core::Manifest now = small_manifest();
  now.run_id = "another";
  now.created_at = "later";
  now.iterations = 9;
  now.models = {small_model("a"), small_model("c")};
  const core::Manifest merged = reconcile(run.store, now, "config.json");
  EXPECT_EQ(merged.run_id, "small");
  EXPECT_EQ(merged.created_at, before.created_at);
  EXPECT_EQ(merged.iterations, 9);
  ASSERT_EQ(merged.models.size(), 3u);
  EXPECT_EQ(merged.models[2].model.id, "b");  // what is no longer asked for stays in the run
  ASSERT_EQ(merged.sessions.size(), 1u);
}

core::SuiteFacts speed_suite(int iterations) {
  return {.id = "speed", .kind = core::SuiteKind::speed, .iterations = iterations, .items = {{.id = "pp8"}}};
}

TEST(Resume, AFurtherSuiteExtendsARunAndOneLeftOutStays) {
  testing::StoredRun run;
  run.store.write_manifest(small_manifest());
  core::Manifest now = small_manifest();
  now.suites.push_back(speed_suite(4));
  core::Manifest merged = reconcile(run.store, now, "config.json");
  ASSERT_EQ(merged.suites.size(), 2u);
  run.store.write_manifest(merged);
  now.suites[1].iterations = 2;
  EXPECT_EQ(reconcile(run.store, now, "config.json").suites.at(1).iterations, 4);
  EXPECT_EQ(reconcile(run.store, small_manifest(), "config.json").suites.size(), 2u);
}

TEST(Resume, AnotherFirstSuiteIsAnotherRun) {
  testing::StoredRun run;
  run.store.write_manifest(small_manifest());
  core::Manifest now = small_manifest();
  now.suites.insert(now.suites.begin(), speed_suite(1));
  EXPECT_THAT(refusal([&] { reconcile(run.store, now, "config.json"); }), HasSubstr("/suite: \"two\" -> \"speed\""));
}

TEST(Resume, ASuiteThatAsksForSomethingElseIsRefusedByItsName) {
  testing::StoredRun run;
  core::Manifest before = small_manifest();
  before.suites.push_back(speed_suite(1));
  run.store.write_manifest(before);
  core::Manifest now = before;
  now.suites[1].items[0].prompt_sha256 = "more repetitions";
  EXPECT_THAT(refusal([&] { reconcile(run.store, now, "config.json"); }), HasSubstr("/suites/speed/pp8/prompt_sha256"));
}

TEST(Resume, ARunThatAnOlderProgramBeganStaysAsItIs) {
  testing::StoredRun run;
  core::Manifest before = small_manifest();
  before.schema = 1;
  run.store.write_manifest(before);
  core::Manifest now = small_manifest();
  EXPECT_EQ(reconcile(run.store, now, "config.json").schema, 1);
  now.suites.push_back(speed_suite(1));
  EXPECT_THAT(refusal([&] { reconcile(run.store, now, "config.json"); }), HasSubstr("can hold one suite"));
}

TEST(Resume, FewerIterationsDoNotShrinkARun) {
  testing::StoredRun run;
  run.store.write_manifest(small_manifest());
  core::Manifest now = small_manifest();
  now.iterations = 2;
  EXPECT_EQ(reconcile(run.store, now, "config.json").iterations, 6);
}

TEST(Resume, ASettingThatGivesOtherNumbersIsRefusedByItsKey) {
  testing::StoredRun run;
  run.store.write_manifest(small_manifest());
  core::Manifest now = small_manifest();
  now.seed = 7;
  EXPECT_THAT(refusal([&] { reconcile(run.store, now, "config.json"); }),
              AllOf(HasSubstr("config.json"), HasSubstr("/seed: 0 -> 7"), HasSubstr("--out DIR")));
}

TEST(Resume, ChangedTestsAskForARescore) {
  testing::StoredRun run;
  run.store.write_manifest(small_manifest());
  core::Manifest now = small_manifest();
  now.suites[0].items[1].tests_sha256 = "changed";
  now.suites[0].path = "/elsewhere/two";
  EXPECT_THAT(refusal([&] { reconcile(run.store, now, "config.json"); }),
              AllOf(HasSubstr("hidden tests of T2 changed"), HasSubstr("quantladder rescore"),
                    HasSubstr("--tests-from two=/elsewhere/two")));
}

TEST(Resume, RecordsWithoutAManifestAreRefused) {
  testing::StoredRun run;
  run.store.commit(testing::passed("a", "T1", 1));
  EXPECT_THAT(refusal([&] { reconcile(run.store, small_manifest(), "config.json"); }), HasSubstr("no manifest.json"));
}

TEST(Resume, AnExperimentThatWouldSilentlyStartFromNothingIsRefused) {
  const sys::TempDir temp;
  const auto old_folder = temp.path() / "small-11111111";
  core::Manifest before = small_manifest();
  before.run_id = "small-11111111";
  store::RunStore::open_for_writing(old_folder).write_manifest(before);
  core::Manifest now = small_manifest();
  now.seed = 7;
  const auto fork = [&] { refuse_silent_fork(temp.path() / "small-22222222", now, "config.json"); };
  EXPECT_THAT(refusal(fork), AllOf(HasSubstr("small-11111111"), HasSubstr("/seed: 0 -> 7")));
  now.experiment = "another";
  EXPECT_EQ(refusal(fork), "");
}

}  // namespace
}  // namespace quantladder::app
