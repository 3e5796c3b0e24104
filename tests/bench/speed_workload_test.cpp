// A suite of speed beside one of code, with a scripted llama-bench.
#include <gmock/gmock.h>

#include "bench/run_loop.h"

namespace quantladder::bench {
namespace {

using core::Outcome;
using llama::BenchEnd;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class SpeedRun : public RunLoop {
 protected:
  SpeedRun() {
    tasks::Suite& speed = suites.emplace_back();
    speed.id = "speed";
    speed.version = "1.0.0";
    speed.kind = core::SuiteKind::speed;
    speed.iterations = 2;
    speed.rounds = 2;
    speed.speed.tests = {*core::parse_speed_test("pp8"), *core::parse_speed_test("tg4")};
    run_bench = [this](const core::Model& model, const std::vector<core::SpeedTest>& tests,
                       const llama::BenchWatch& watch) {
      asked.push_back(model.id + " " + std::to_string(tests.size()));
      for (const core::SpeedTest& test : tests) {
        const BenchEnd end = ends.empty() ? BenchEnd::measured : ends.front();
        if (!ends.empty()) ends.pop_front();
        llama::BenchResult result{.test = test, .end = end, .start = 0};
        if (end == BenchEnd::measured) result.samples_ns = {1e9, 2e9};
        if (end != BenchEnd::measured) result.fault = "scripted";
        watch.on_result(result, {.program = "/bin/llama-bench", .argv = {"llama-bench"}, .build = "1 (2)"});
      }
      return llama::BenchRun{};
    };
  }
  std::vector<core::Record> speeds(const std::string& model) {
    std::vector<core::Record> found = records();
    std::erase_if(found, [&](const auto& record) {
      return record.kind() != core::SuiteKind::speed || record.cell.model != model;
    });
    return found;
  }

  std::deque<BenchEnd> ends;  // of the next tests; measured when there is none
  std::vector<std::string> asked;
};

TEST_F(SpeedRun, RunsBesideTheTasksAndModelsAlternateInBoth) {
  EXPECT_EQ(run(), RunEnd::complete);
  EXPECT_THAT(asked, ElementsAre("a 2", "b 2", "b 2", "a 2"));
  EXPECT_THAT(launcher.started, ElementsAre("a", "b", "b", "a"));
  EXPECT_THAT(records(), SizeIs(16));
  const core::Record record = speeds("a").at(0);
  EXPECT_EQ(record.cell, (core::CellId{"a", "speed", "pp8", 1}));
  EXPECT_EQ(record.outcome(), Outcome::measured);
  const auto& timed = std::get<core::Timed>(record.payload);
  EXPECT_THAT(timed.samples_ns, ElementsAre(1e9, 2e9));
  EXPECT_THAT(timed.tokens_per_s(), ElementsAre(8, 4));
  EXPECT_EQ(timed.start.build, "1 (2)");
}

TEST_F(SpeedRun, WhatIsMeasuredIsNotMeasuredAgain) {
  run();
  asked.clear();
  EXPECT_EQ(run(), RunEnd::complete);
  EXPECT_THAT(asked, IsEmpty());
}

TEST_F(SpeedRun, ATestThatDiedIsRepeatedInAStartOfItsOwn) {
  ends = {BenchEnd::measured, BenchEnd::died};
  EXPECT_EQ(run({.models = {"a"}}), RunEnd::complete);
  EXPECT_THAT(asked, ElementsAre("a 2", "a 1", "a 2"));
  const auto found = speeds("a");
  ASSERT_THAT(found, SizeIs(5));
  EXPECT_EQ(found[1].outcome(), Outcome::infrastructure_program_died);
  EXPECT_EQ(found[1].reason(), "scripted");
  EXPECT_EQ(core::to_text(found[2].reason_for_attempt), "retry: infrastructure.program_died");
  EXPECT_EQ(found[2].outcome(), Outcome::measured);
}

TEST_F(SpeedRun, ATestIsTriedAsOftenAsTheConfigurationSays) {
  experiment.client.attempts = 2;
  ends = {4, BenchEnd::timed_out};
  EXPECT_EQ(run({.models = {"a"}}), RunEnd::incomplete);
  EXPECT_THAT(asked, ElementsAre("a 2", "a 2", "a 2"));
  EXPECT_EQ(speeds("a").at(0).outcome(), Outcome::infrastructure_deadline);
}

TEST_F(SpeedRun, WhatAnotherSettingWouldNeedIsNotRepeatedNow) {
  ends = {BenchEnd::no_context, BenchEnd::refused};
  EXPECT_EQ(run({.models = {"a"}}), RunEnd::incomplete);
  EXPECT_THAT(asked, SizeIs(2));  // one for each iteration
  EXPECT_EQ(speeds("a").at(0).outcome(), Outcome::not_run);
  EXPECT_EQ(run({.models = {"a"}}), RunEnd::complete) << "another session tries it again";
}

TEST_F(SpeedRun, WhatWasStoppedIsNoRecord) {
  ends = {BenchEnd::stopped, BenchEnd::stopped};
  run({.models = {"a"}, .items = {"pp8", "tg4"}});
  EXPECT_THAT(speeds("a"), SizeIs(2));  // of the second iteration
}

TEST_F(SpeedRun, OneItemOfASuiteCanBeChosen) {
  EXPECT_EQ(run({.models = {"b"}, .items = {"speed/tg4"}}), RunEnd::complete);
  EXPECT_THAT(asked, ElementsAre("b 1", "b 1"));
  EXPECT_THAT(launcher.started, IsEmpty());
}

}  // namespace
}  // namespace quantladder::bench
