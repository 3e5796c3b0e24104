#include "quantladder/app/screening.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "app/small_run.h"
#include "quantladder/app/results.h"

namespace quantladder::app {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

const bench::Stage kFirstBlock{"fidelity, block 1", core::SuiteKind::fidelity, 1, 1};
const bench::Stage kSpeed{"speed", core::SuiteKind::speed, 1, 4};
const bench::Stage kTasks{"code, round 1", core::SuiteKind::code, 1, 1};

core::ModelFacts file_of(const std::string& id, std::uint64_t bytes) {
  core::ModelFacts facts;
  facts.model.id = id;
  facts.model.file = id + ".gguf";
  facts.gguf = core::GgufFacts{.file_bytes = bytes};
  return facts;
}

class ScreeningOfRun : public ::testing::Test {
 protected:
  ScreeningOfRun() {
    manifest = testing::small_manifest();
    manifest.models.clear();
    manifest.suites = {
        {.id = "fidelity",
         .kind = core::SuiteKind::fidelity,
         .iterations = 1,
         .rounds = 1,
         .items = {{.id = "prose"}},
         .baseline = "f16"},
        {.id = "speed", .kind = core::SuiteKind::speed, .iterations = 4, .rounds = 4, .items = {{.id = "tg8"}}}};
    add("good", 500, 0.01);
    add("bad", 600, 0.05);
    add("small", 300, 0.2);
    manifest.baseline = "good";
  }

  void add(const std::string& id, std::uint64_t bytes, double kld) {
    manifest.models.push_back(file_of(id, bytes));
    core::Record record;
    record.cell = {id, "fidelity", "prose", 1};
    core::Fidelity fidelity{.ctx = 512, .chunks = 16, .outcome = core::Outcome::measured};
    fidelity.baseline = core::BaselineUsed{.model = "f16", .perplexity = {.value = 20}};
    fidelity.perplexity = core::Perplexity{.value = 20};
    fidelity.start.seconds = 7;
    for (int i = 0; i < 16; ++i) fidelity.per_chunk.push_back({.positions = 255, .kld = kld * (1 + 0.1 * std::sin(i))});
    record.payload = fidelity;
    records.push_back(record);
    for (int i = 1; i <= 4; ++i) {
      core::Record timed;
      timed.cell = {id, "speed", "tg8", i};
      timed.round = i;
      timed.payload = core::Timed{.test = *core::parse_speed_test("tg8"),
                                  .outcome = core::Outcome::measured,
                                  .samples_ns = {8e7 * (1 + 0.002 * std::sin(i + kld * 100))}};
      records.push_back(timed);
    }
  }
  Screening make() {
    return {run.store, manifest, [this](const std::string& line) { said.push_back(line); }};
  }

  testing::StoredRun run;
  core::Manifest manifest;
  std::vector<core::Record> records;
  std::vector<std::string> said;
};

TEST_F(ScreeningOfRun, DropsWhatIsShownToBeBeatenAndKeepsWhy) {
  EXPECT_THAT(make().after(kSpeed, records), ElementsAre("bad"));
  EXPECT_THAT(said, ElementsAre("look after speed: 3 models compared, 1 dropped", "  bad: good beats it"));
  const core::ScreeningLog log = *run.store.screening_log();
  ASSERT_THAT(log.looks, SizeIs(1));
  EXPECT_EQ(log.looks[0].alpha, 0.025);
  ASSERT_THAT(log.looks[0].dropped, SizeIs(1));
  EXPECT_EQ(log.looks[0].dropped[0].by, "good");
  EXPECT_NEAR(log.looks[0].dropped[0].seconds, 7 + 4 * 0.16, 0.01);
}

TEST_F(ScreeningOfRun, LooksOnceAfterEachStage) {
  Screening screening = make();
  screening.after(kSpeed, records);
  EXPECT_THAT(make().after(kSpeed, {}), ElementsAre("bad")) << "an earlier session's look stays";
  EXPECT_THAT(run.store.screening_log()->looks, SizeIs(1));
}

TEST_F(ScreeningOfRun, AModelThatIsNewIsLookedAtWithLessOfAlpha) {
  make().after(kSpeed, records);
  add("new", 550, 0.1);
  EXPECT_THAT(make().after(kSpeed, records), ElementsAre("bad", "new"));
  const core::ScreeningLog log = *run.store.screening_log();
  ASSERT_THAT(log.looks, SizeIs(2));
  EXPECT_THAT(log.looks[1].models, ElementsAre("good", "small", "new"));
  EXPECT_NEAR(log.looks[1].alpha, 0.05 / 6, 1e-12);
}

TEST_F(ScreeningOfRun, WaitsForSpeedsAndTakesNoneFromTasks) {
  EXPECT_THAT(make().after(kFirstBlock, records), IsEmpty());
  EXPECT_THAT(make().after(kTasks, records), IsEmpty());
  EXPECT_FALSE(run.store.screening_log());
  manifest.suites.pop_back();
  std::erase_if(records, [](const auto& record) { return record.cell.suite == "speed"; });
  EXPECT_THAT(make().after(kFirstBlock, records), Contains("bad")) << "no speed is to come";
}

TEST_F(ScreeningOfRun, TheBaselineOfTasksIsKept) {
  manifest.baseline = "bad";
  EXPECT_THAT(make().after(kSpeed, records), ElementsAre("bad")) << "no task is asked";
  manifest.suites.push_back(testing::small_manifest().suites[0]);
  run.store.write_screening_log({.alpha = 0.05});
  EXPECT_THAT(make().after(kSpeed, records), IsEmpty());
}

TEST_F(ScreeningOfRun, WhatADroppedModelLacksIsNotMissing) {
  make().after(kSpeed, records);
  manifest.suites[0].iterations = manifest.suites[0].rounds = 2;
  for (const char* id : {"good", "small"}) {
    core::Record second = records.front();
    second.cell = {id, "fidelity", "prose", 2};
    records.push_back(second);
  }
  EXPECT_FALSE(make_run_data(manifest, records, {}, {}).complete);
  EXPECT_TRUE(make_run_data(manifest, records, {}, {}, std::nullopt, run.store.screening_log()).complete);
}

}  // namespace
}  // namespace quantladder::app
