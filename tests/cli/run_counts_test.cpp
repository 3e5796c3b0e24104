#include "cli/run_counts.h"

#include <gmock/gmock.h>

#include "cli/duration.h"
#include "cli/shortened.h"
#include "quantladder/report/display_width.h"

namespace quantladder::cli {
namespace {

using core::SuiteKind;

RunCounts two_models() {
  RunCounts run;
  run.of("a").kinds[SuiteKind::code] = {.to_run = 40, .settled = 10, .left_out = 0, .generating_s = 100};
  run.of("b").kinds[SuiteKind::code] = {.to_run = 40};
  return run;
}

TEST(RunCounts, BeforeTheFirstCellNothingIsKnownOfTheTimeLeft) {
  RunCounts run;
  run.of("a").kinds[SuiteKind::code].to_run = 2;
  EXPECT_EQ(seconds_left(run), std::nullopt);
  EXPECT_EQ(status_line(run), "[0/2]  ETA unknown yet");
}

TEST(RunCounts, AModelThatWasNotSeenYetGoesAtThePaceOfAll) {
  const RunCounts run = two_models();
  EXPECT_EQ(seconds_left(run, run.models[0]), 300);
  EXPECT_EQ(seconds_left(run, run.models[1]), 400);
  EXPECT_EQ(seconds_left(run), 700);
}

TEST(RunCounts, FiveCellsOfAKindShowItsOwnPace) {
  RunCounts run = two_models();
  run.of("b").kinds[SuiteKind::code] = {.to_run = 10, .settled = 4, .left_out = 0, .generating_s = 400};
  EXPECT_NEAR(*seconds_left(run, run.of("b")), 6 * 500.0 / 14, 1e-9);
  run.of("b").kinds[SuiteKind::code] = {.to_run = 10, .settled = 5, .left_out = 0, .generating_s = 500};
  EXPECT_EQ(seconds_left(run, run.of("b")), 500);
  run.of("b").kinds[SuiteKind::speed] = {.to_run = 1, .settled = 0, .left_out = 1};
  EXPECT_EQ(seconds_left(run, run.of("b")), 500) << "what was left out takes no time";
}

TEST(RunCounts, OfADroppedModelNothingIsOpen) {
  RunCounts run = two_models();
  run.of("a").drop();
  EXPECT_EQ(run.to_run(), 50);
  EXPECT_EQ(run.done(), 10);
  EXPECT_EQ(seconds_left(run, run.of("a")), 0);
}

TEST(RunCounts, TheMemoryIsThatOfTheNewestStart) {
  ModelCounts model;
  model.begin_start(1);
  model.see_memory(1, 300);
  model.see_memory(1, 200);
  model.see_memory(1, std::nullopt);
  EXPECT_EQ(model.peak_memory, 300);
  model.begin_start(2);
  EXPECT_EQ(model.peak_memory, std::nullopt);
  model.see_memory(2, 100);
  model.see_memory(1, 300);  // judged after its server had ended
  EXPECT_EQ(model.peak_memory, 100);
  model.see_memory(3, 50);
  EXPECT_EQ(model.peak_memory, 50);
}

TEST(RunCounts, TheStatusLineTellsOfTheRunningModelAndOfAll) {
  RunCounts run = two_models();
  run.running = "b";
  run.iteration = 2;
  run.in_flight = 3;
  run.of("a").scored = 10;
  run.of("a").passed = 7;
  run.of("a").tokens_per_s = 12;
  EXPECT_EQ(status_line(run), "[10/80] b it 2  3 in flight  passed 7/10  ETA 11 min 40 s");
  run.of("b").tokens_per_s = 85.72;
  EXPECT_EQ(status_line(run), "[10/80] b it 2  3 in flight  85.7 tokens/s  passed 7/10  ETA 11 min 40 s");
  EXPECT_EQ(status_line(RunCounts()), "");
}

TEST(RunCounts, TheModelsNameGivesWayFirst) {
  RunCounts run = two_models();
  run.running = std::string(60, 'x') + "-q4_k_m";
  EXPECT_EQ(status_line(run, 50), "[10/80] xxxxxxxxxxxx..xxxx-q4_k_m  ETA 11 min 40 s");
  run.iteration = 3;
  run.in_flight = 2;
  run.of("a").scored = 10;
  EXPECT_EQ(status_line(run, 50), "[10/80] xxxxxxxxx..xx-q4_k_m it 3  ETA 11 min 40 s");
  EXPECT_EQ(status_line(run, 60), "[10/80] xxxxxxxx..-q4_k_m it 3  2 in flight  ETA 11 min 40 s");
  EXPECT_LE(report::display_width(status_line(run, 20)), 20);
  EXPECT_THAT(status_line(run), ::testing::HasSubstr(run.running));
}

TEST(Shortened, LeavesOutTheMiddleByColumns) {
  EXPECT_EQ(shortened("short", 5), "short");
  EXPECT_EQ(shortened("abcdefghij", 7), "abc..ij");
  EXPECT_EQ(shortened("\u6a21\u578b\u6a21\u578b\u6a21\u578b", 8), "\u6a21\u578b..\u578b");
  for (int width = 0; width < 12; ++width) {
    EXPECT_LE(report::display_width(shortened("e\u0301\u6a21\u578b-\u6a21\u578b-abcdefgh", width)), width);
  }
}

TEST(Shortened, NoControlCharacterReachesTheTerminal) { EXPECT_EQ(shortened("a\033]0;x\a", 30), "a\\x1b]0;x\\x07"); }

TEST(Duration, TakesSixColumnsInATable) {
  EXPECT_EQ(to_short_duration(45.4), "45s");
  EXPECT_EQ(to_short_duration(200), "3m20s");
  EXPECT_EQ(to_short_duration(2 * 3600 + 300), "2h05m");
  EXPECT_EQ(to_short_duration(4 * 86400 + 2 * 3600), "4d02h");
  EXPECT_EQ(to_short_duration(-1), "0s");
}

}  // namespace
}  // namespace quantladder::cli
