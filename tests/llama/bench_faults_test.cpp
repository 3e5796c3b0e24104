// What a llama-bench can do wrong, played by the fake one.
#include <gmock/gmock.h>

#include <cstdlib>

#include "backend.h"
#include "quantladder/core/error.h"
#include "quantladder/llama/bench_tool.h"
#include "quantladder/sys/files.h"

namespace quantladder::llama {
namespace {

using ::testing::ContainsRegex;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::StartsWith;

class BenchFaults : public ::testing::Test {
 protected:
  ~BenchFaults() override { unsetenv("QL_FAKE_BENCH"); }

  // Runs pp8, pp16 and tg4, in this order of the program's.
  void run(const std::string& scenario) {
    const auto file = folder_.path() / "scenario.json";
    sys::write_file(file, scenario);
    setenv("QL_FAKE_BENCH", file.c_str(), 1);
    run_ = run_bench(model_, {{.prompt = 8}, {.prompt = 16}, {.generated = 4}}, watch_);
  }
  // With a limit that lets the program get as far as its first line: how long that takes depends on the machine.
  void run_limited(std::chrono::milliseconds& limit, const std::string& scenario) {
    for (limit = std::chrono::seconds(2); limit < std::chrono::minutes(2); limit *= 4) {
      run(scenario);
      if (ends().front() == BenchEnd::measured) return;
    }
  }
  std::vector<BenchEnd> ends() const {
    std::vector<BenchEnd> ends;
    for (const auto& result : run_.results) ends.push_back(result.end);
    return ends;
  }
  const std::string& last_fault() const { return run_.results.back().fault; }

  sys::TempDir folder_;
  core::Model model_ = test::contract_model();
  BenchWatch watch_{.timeout = std::chrono::minutes(2)};
  BenchRun run_;
};

TEST_F(BenchFaults, ResultsBeforeADeathCount) {
  run(R"({"after": 2, "kill": true})");
  EXPECT_THAT(ends(), ElementsAre(BenchEnd::measured, BenchEnd::measured, BenchEnd::died));
  EXPECT_THAT(last_fault(), StartsWith("signal 9"));
  EXPECT_TRUE(core::row_of(BenchEnd::died).may_pass_next);
}

TEST_F(BenchFaults, TheExitStatusDecidesNothing) {
  run(R"({"after": 3, "exit": 1, "stderr": "error: no goodbye"})");
  EXPECT_THAT(ends(), ElementsAre(BenchEnd::measured, BenchEnd::measured, BenchEnd::measured));
  run(R"({"after": 1, "exit": 0})");
  EXPECT_THAT(ends(), ElementsAre(BenchEnd::measured, BenchEnd::not_understood, BenchEnd::not_understood));
}

TEST_F(BenchFaults, WantOfMemoryForTheContextIsToldAsSuch) {
  run(R"({"after": 0, "exit": 1, "stderr": "llama_bench: error: failed to create context with model 'a.gguf'"})");
  EXPECT_EQ(ends().front(), BenchEnd::no_context);
  EXPECT_FALSE(core::row_of(BenchEnd::no_context).may_pass_next);
}

TEST_F(BenchFaults, SilenceEndsIt) {
  run_limited(watch_.silence.emplace(), R"({"after": 1, "hang": true})");
  EXPECT_THAT(ends(), ElementsAre(BenchEnd::measured, BenchEnd::silent, BenchEnd::silent));
  EXPECT_THAT(last_fault(), ContainsRegex("silent for [0-9]+ s: llama-bench: benchmark 1/3"));
}

TEST_F(BenchFaults, TimeEndsIt) {
  run_limited(watch_.timeout, R"({"after": 1, "hang": true})");
  EXPECT_THAT(ends(), ElementsAre(BenchEnd::measured, BenchEnd::timed_out, BenchEnd::timed_out));
}

TEST_F(BenchFaults, AStrangeLineDoesNotSpoilTheOthers) {
  run(R"({"after": 1, "garbage": "{\"n_prompt\": 16, oops"})");
  EXPECT_THAT(ends(), ElementsAre(BenchEnd::measured, BenchEnd::measured, BenchEnd::measured));
}

TEST_F(BenchFaults, AStrangeLineInPlaceOfAResultIsShown) {
  run(R"({"after": 2, "garbage": "Segmentation fault, probably", "exit": 0})");
  EXPECT_EQ(ends().back(), BenchEnd::not_understood);
  EXPECT_THAT(last_fault(), HasSubstr("Segmentation fault, probably"));
}

TEST_F(BenchFaults, AResultOfATestThatNobodyAskedForIsNone) {
  run(R"({"after": 2, "garbage": "{\"n_prompt\": 99, \"samples_ns\": [1, 1, 1, 1, 1]}", "exit": 0})");
  EXPECT_EQ(ends().back(), BenchEnd::not_understood);
  EXPECT_THAT(last_fault(), HasSubstr("99"));
}

TEST_F(BenchFaults, TooFewUsableSamplesAreNoResult) {
  run(R"({"after": 2, "garbage": "{\"n_gen\": 4, \"samples_ns\": [1, 0, 1, 1, 1]}", "exit": 0})");
  EXPECT_EQ(ends().back(), BenchEnd::not_understood);
  EXPECT_EQ(last_fault(), "4 usable samples where 5 were asked for");
}

TEST_F(BenchFaults, TheFirstResultOfATestCounts) {
  run(R"({"after": 1, "garbage": "{\"n_prompt\": 8, \"samples_ns\": [1, 1, 1, 1, 1]}"})");
  EXPECT_GT(run_.results[0].samples_ns[0], 1);
}

TEST_F(BenchFaults, AnEndpointHasNothingToLoad) {
  model_.endpoint = "http://127.0.0.1:1";
  run("{}");
  EXPECT_TRUE(run_.starts.empty());
  EXPECT_THAT(ends(), ElementsAre(BenchEnd::refused, BenchEnd::refused, BenchEnd::refused));
  EXPECT_EQ(run_.results[0].start, std::nullopt);
}

TEST_F(BenchFaults, OnlyAMissingProgramIsAnError) {
  model_.server.tools = folder_.path().string();
  EXPECT_THROW(run("{}"), core::Error);
}

}  // namespace
}  // namespace quantladder::llama
