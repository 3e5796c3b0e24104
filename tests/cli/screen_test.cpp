#include "cli/screen.h"

#include <fmt/format.h>
#include <gmock/gmock.h>

#include <algorithm>

#include "quantladder/report/display_width.h"

namespace quantladder::cli {
namespace {

using core::SuiteKind;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::SizeIs;
using ::testing::StartsWith;

constexpr TerminalSize kUsual{.columns = 80, .rows = 24};

RunCounts night() {
  RunCounts run;
  ModelCounts& first = run.of("q8_0");
  first.kinds[SuiteKind::code] = {.to_run = 40, .settled = 40, .left_out = 0, .generating_s = 400};
  first.scored = 40;
  first.passed = 31;
  first.tokens_per_s = 57.1;
  first.peak_memory = 1'900'000'000;
  ModelCounts& second = run.of("qwen2.5-coder-1.5b-q4_k_m");
  second.kinds[SuiteKind::code] = {.to_run = 40, .settled = 12, .left_out = 0, .generating_s = 240};
  second.scored = 12;
  second.passed = 12;
  second.faults = 1;
  second.tokens_per_s = 61.08;
  second.peak_memory = 300'000'000;
  run.running = second.id;
  run.iteration = 2;
  run.of("q4_0").kinds[SuiteKind::code].to_run = 40;
  return run;
}

RunCounts many(int models, int running) {
  RunCounts run;
  for (int i = 1; i <= models; ++i) run.of(fmt::format("model-{}", i)).kinds[SuiteKind::code].to_run = 10;
  run.running = fmt::format("model-{}", running);
  return run;
}

int widest(const std::vector<std::string>& lines) {
  int width = 0;
  for (const std::string& line : lines) width = std::max(width, report::display_width(line));
  return width;
}

TEST(Screen, HasARowForEachModelInTheOrderOfTheRun) {
  EXPECT_THAT(screen_lines(night(), kUsual),
              ElementsAre("  model                  done               ETA  tok/s  passed   memory  faults",
                          "  q8_0                  40/40  ########    done   57.1   31/40  1.8 GiB       0",
                          "> qwen2.5-c..5b-q4_k_m  12/40  ##......   9m20s   61.1   12/12  286 MiB       1",
                          "  q4_0                   0/40  ........   8m12s      -       -        -       0",
                          "[52/120] qwen2.5-c..b-q4_k_m it 2  61.1 tokens/s  passed 43/52  ETA 17 min 32 s"));
}

TEST(Screen, OfAMeasurementThatSaysNothingOfPassesOrTokensNothingIsInvented) {
  RunCounts run;
  run.of("a").kinds[SuiteKind::speed] = {.to_run = 4, .settled = 1, .left_out = 0, .generating_s = 5};
  EXPECT_THAT(screen_lines(run, kUsual),
              ElementsAre("  model   done               ETA  tok/s  passed   memory  faults",
                          "  a        1/4  ##......     15s      -       -        -       0", "[1/4]  ETA 15 s"));
}

TEST(Screen, ADroppedModelIsNotOneThatIsDone) {
  RunCounts run = night();
  run.of("qwen2.5-coder-1.5b-q4_k_m").drop();
  EXPECT_THAT(screen_lines(run, kUsual)[2], AllOf(HasSubstr("dropped"), HasSubstr("12/12")));
}

TEST(Screen, ShowsTheModelsAroundTheRunningOneAndCountsTheOthers) {
  const auto lines = screen_lines(many(64, 30), kUsual);
  ASSERT_THAT(lines, SizeIs(20));
  EXPECT_THAT(lines[1], StartsWith("  model-22 "));
  EXPECT_THAT(lines[9], StartsWith("> model-30 "));
  EXPECT_THAT(lines[17], StartsWith("  model-38 "));
  EXPECT_EQ(lines[18], "  21 models above, 26 below");
  EXPECT_THAT(lines[19], StartsWith("[0/640] model-30"));
}

TEST(Screen, AtTheEndsOfManyModelsTheRowsAreFull) {
  for (const int running : {1, 64}) {
    const auto lines = screen_lines(many(64, running), kUsual);
    ASSERT_THAT(lines, SizeIs(20));
    EXPECT_EQ(std::count_if(lines.begin(), lines.end(), [](const auto& line) { return line.starts_with("> "); }), 1);
    EXPECT_EQ(lines[18], running == 1 ? "  0 models above, 47 below" : "  47 models above, 0 below");
  }
}

TEST(Screen, NothingMovesWhileOtherModelsComeIntoSight) {
  RunCounts run = many(64, 1);
  run.of("model-60").kinds[SuiteKind::code] = {.to_run = 10000, .settled = 5000, .left_out = 0, .generating_s = 1};
  const std::string header = screen_lines(run, kUsual)[0];
  run.running = "model-60";
  EXPECT_EQ(screen_lines(run, kUsual)[0], header);
}

TEST(Screen, FitsIntoEverySizeWithNamesOfAnyLength) {
  RunCounts run = night();
  run.of(std::string(100, 'x')).kinds[SuiteKind::code] = {.to_run = 10000, .settled = 9999, .generating_s = 1e9};
  for (int i = 0; i < 30; ++i) run.of(fmt::format("\u6a21\u578b-{}-\u6a21\u578b", i));
  for (int columns = 1; columns <= 130; ++columns) {
    for (const int rows : {1, 2, 7, 8, 9, 12, 23, 24, 25, 50}) {
      const auto lines = screen_lines(run, {.columns = columns, .rows = rows});
      ASSERT_LT(widest(lines), std::min(columns, 80)) << columns << " x " << rows;
      ASSERT_LT(static_cast<int>(lines.size()), std::max(2, std::min(rows, 24))) << columns << " x " << rows;
      ASSERT_EQ(lines.size() > 1, columns >= 40 && rows >= 8) << columns << " x " << rows;
    }
  }
}

TEST(Screen, AllRowsAreOfOneWidth) {
  RunCounts run = night();
  run.of(std::string(100, 'x'));
  run.of("\u6a21\u578b");
  auto lines = screen_lines(run, kUsual);
  lines.pop_back();
  for (const std::string& line : lines) EXPECT_EQ(report::display_width(line), report::display_width(lines[0])) << line;
}

TEST(Screen, WhereItIsNarrowTheColumnsOfLeastWorthGo) {
  const auto lines = screen_lines(night(), {.columns = 50, .rows = 24});
  EXPECT_THAT(lines[0], AllOf(HasSubstr("done"), HasSubstr("ETA"), HasSubstr("tok/s"), Not(HasSubstr("memory"))));
  EXPECT_THAT(lines[2], AllOf(StartsWith("> "), Not(HasSubstr("#"))));
}

TEST(Screen, NoControlCharacterOfANameReachesTheTerminal) {
  RunCounts run;
  run.of("a\033]0;x\a").kinds[SuiteKind::code].to_run = 1;
  run.running = "a\033]0;x\a";
  for (const std::string& line : screen_lines(run, kUsual)) EXPECT_EQ(line.find_first_of("\033\a"), std::string::npos);
}

}  // namespace
}  // namespace quantladder::cli
