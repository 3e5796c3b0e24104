// What a summary doubts of single measurements.
#include <fmt/format.h>
#include <gmock/gmock.h>

#include "ladder_fixture.h"
#include "quantladder/report/json.h"
#include "quantladder/report/render.h"
#include "quantladder/report/report.h"
#include "quantladder/report/summary.h"

namespace quantladder::report {
namespace {

using fixture::find;
using fixture::Outcome;
using fixture::pair_of_models;
using fixture::RecordBuilder;
using test_support::kRerun;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

TEST(Doubts, OneLinePerKindAndModelHoweverManyCells) {
  RunData data = pair_of_models();
  for (int i = 1; i <= 6; ++i) find(data, "a", "L1", i).answered().generation->doubts = {"usage 45 != timings 46"};
  EXPECT_THAT(make_summary(data).doubts,
              ElementsAre("a/L1/iteration 1: usage 45 != timings 46 (and 5 more of this kind)"));
}

TEST(Doubts, OneKindHidesNoOther) {
  RunData data = pair_of_models();
  const auto late = [](int ms) { return fmt::format("the client read late (at worst {}.5 ms)", ms); };
  for (int i = 1; i <= 3; ++i) find(data, "a", "L1", i).answered().generation->doubts = {late(60 + i)};
  find(data, "a", "L1", 3).answered().generation->doubts.push_back("the server reported no usage");
  EXPECT_THAT(make_summary(data).doubts, ElementsAre("a/L1/iteration 1: " + late(61) + " (and 2 more of this kind)",
                                                     "a/L1/iteration 3: the server reported no usage"));
}

TEST(Doubts, ACachedPromptIsOne) {
  RunData data = pair_of_models();
  find(data, "a", "L1", 1) = RecordBuilder("a", "L1", 1).cached(12);
  EXPECT_THAT(make_summary(data).doubts, ElementsAre(HasSubstr("12 prompt tokens came from a cache")));
}

TEST(Doubts, AServerThatDiedOrWasNotVerifiedIsOne) {
  RunData data = pair_of_models();
  data.starts[0].end = {core::StartEnd::died, "signal 9"};
  data.starts[1].settings_verified = false;
  data.starts[1].settings_note = "no __verbose";
  EXPECT_THAT(make_summary(data).doubts,
              ElementsAre("a, server start 1: died: signal 9",
                          "a, server start 2: the settings it uses were not verified (no __verbose)"));
}

TEST(Doubts, WhatCouldNotBeCheckedAtAStartIsOne) {
  RunData data = pair_of_models();
  data.starts[0].doubts = {"not checked: the model file (/props: not told)"};
  EXPECT_THAT(make_summary(data).doubts,
              ElementsAre("a, server start 1: not checked: the model file (/props: not told)"));
}

TEST(Doubts, AMissingRateIsAKindOfItsOwn) {
  RunData data = pair_of_models();
  core::Generation held_back{.finish = core::Finish::stop, .text = std::string(400, 'x')};
  held_back.usage = core::Usage{.prompt_tokens = 5, .completion_tokens = 100, .cached_tokens = 0};
  held_back.arrivals_ms = {2000};
  held_back.doubts = {"the server reported no usage", *held_back.rate_doubt()};
  data.starts[0].probe = {held_back, held_back};
  EXPECT_THAT(
      make_summary(data).doubts,
      ElementsAre("a, server start 1, speed probe: the server reported no usage (and 1 more of this kind)",
                  "a, server start 1, speed probe: no tokens/s: all 100 tokens came at once (and 1 more of this "
                  "kind)"));
}

TEST(Doubts, GapsInTheSamplesAreOne) {
  RunData data = pair_of_models();
  data.starts[0].memory.gaps = {"driver error"};
  EXPECT_THAT(make_summary(data).doubts, ElementsAre(HasSubstr("memory samples are missing: driver error")));
}

TEST(Doubts, AnOutlierAmongTheProbesIsKeptAndPointedOut) {
  RunData data = pair_of_models();
  data.starts[0].probe[0] = *core::Record(RecordBuilder("a", "probe", 1).rate(5, 129)).generation();
  const Summary summary = make_summary(data);
  EXPECT_EQ(summary.models[0].probe.outliers, 1);
  EXPECT_EQ(summary.models[0].probe.probes, 6);
  EXPECT_THAT(summary.doubts, Contains(HasSubstr("1 of 6 speed probes are outliers")));
}

TEST(Doubts, SpeedThatFallsWithEveryStartIsADrift) {
  RunData data = pair_of_models();
  data.starts.clear();
  for (int i = 1; i <= 10; ++i) data.starts.push_back(test_support::make_start("a", i, 60.0 - i));
  EXPECT_THAT(make_summary(data).doubts, Contains(HasSubstr("tokens/s drifts")));
}

// Neighbours alike make an interval too narrow, turns of fast and slow make it too wide.
TEST(Doubts, CorrelatedStartsMakeTheIntervalOfASpeedDoubtful) {
  for (const int turn : {1, 8}) {
    RunData data = pair_of_models();
    data.starts.clear();
    for (int i = 0; i < 16; ++i)
      data.starts.push_back(test_support::make_start("a", i + 1, (i + turn / 2) / turn % 2 == 0 ? 50 : 60));
    EXPECT_THAT(make_summary(data).doubts,
                Contains(HasSubstr("so its interval may be too narrow or too wide; this can be chance")));
  }
}

// Each start's probes rise alike.
TEST(Doubts, WhatRequestsOfOneStartHaveInCommonIsNoDrift) {
  RunData data = pair_of_models();
  data.starts.clear();
  for (int i = 1; i <= 16; ++i) data.starts.push_back(test_support::make_start("a", i, 50));
  EXPECT_THAT(make_summary(data).doubts, IsEmpty());
}

TEST(Doubts, AServerThatNeverCameUpHasNoSettingsToVerify) {
  RunData data = pair_of_models();
  data.starts[0].end = {core::StartEnd::failed_to_start, "no such file"};
  data.starts[0].settings_verified = false;
  EXPECT_THAT(make_summary(data).doubts, ElementsAre("a, server start 1: failed to start: no such file"));
}

TEST(Doubts, WhatDoesNotCountIsNotDoubted) {
  RunData data = pair_of_models();
  find(data, "a", "L1", 1).answered().generation->doubts = {"usage 45 != timings 46"};
  data.records.push_back(RecordBuilder("a", "L1", 1).attempt(2, kRerun));
  EXPECT_THAT(make_summary(data).doubts, IsEmpty());
}

TEST(Doubts, JudgingAnotherWayThanTheRunSaysIsOne) {
  RunData data = pair_of_models();
  data.manifest.judging = core::JudgingMode::overlapping;
  EXPECT_THAT(make_summary(data).doubts, ElementsAre("60 cells judged another way than the run's \"overlapping\""));
  find(data, "a", "L1", 1) = RecordBuilder("a", "L1", 1).judged_again(Outcome::pass);
  EXPECT_THAT(make_summary(data).doubts, ElementsAre(HasSubstr("59 cells"))) << "a rescore runs when it likes";
  data.manifest.judging = core::JudgingMode::by_model;
  EXPECT_THAT(make_summary(data).doubts, IsEmpty()) << "each model has its own way then";
}

}  // namespace
}  // namespace quantladder::report
