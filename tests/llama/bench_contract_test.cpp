// What quantladder relies on in a llama-bench. Compiled twice: with the fake and with the real one, so that the fake
// can't drift away from what it stands for.
#include <gmock/gmock.h>

#include "backend.h"
#include "quantladder/llama/bench_tool.h"

namespace quantladder::llama {
namespace {

using ::testing::AllOf;
using ::testing::Each;
using ::testing::Field;
using ::testing::Gt;
using ::testing::HasSubstr;
using ::testing::SizeIs;

class BenchContract : public ::testing::Test {
 protected:
  BenchRun run(const std::vector<core::SpeedTest>& tests) { return run_bench(model_, tests, watch_); }

  core::Model model_ = test::contract_model();
  BenchWatch watch_{.timeout = std::chrono::minutes(2)};
};

TEST_F(BenchContract, EveryTestGetsItsSamplesInOneStart) {
  const std::vector<core::SpeedTest> tests{{.prompt = 16, .repetitions = 2},
                                           {.generated = 4, .repetitions = 2},
                                           {.prompt = 16, .depth = 32, .repetitions = 2},
                                           {.generated = 4, .depth = 32, .repetitions = 2}};
  std::size_t told = 0;
  watch_.on_result = [&](const BenchResult&, const core::ProgramStart& start) {
    EXPECT_FALSE(start.argv.empty());
    EXPECT_NE(start.build, "");
    ++told;
  };
  const BenchRun made = run(tests);
  ASSERT_EQ(made.starts.size(), 1U);
  ASSERT_EQ(made.results.size(), tests.size());
  EXPECT_EQ(told, tests.size());
  for (std::size_t i = 0; i < tests.size(); ++i) {
    EXPECT_EQ(made.results[i].test, tests[i]);
    EXPECT_EQ(made.results[i].end, BenchEnd::measured) << made.results[i].fault;
    EXPECT_THAT(made.results[i].samples_ns, AllOf(SizeIs(2), Each(Gt(0.0))));
  }
}

TEST_F(BenchContract, TheStartTellsWhatRanAndOnWhat) {
  const BenchRun made = run({{.prompt = 8, .repetitions = 1}});
  EXPECT_THAT(made.program.path, HasSubstr("llama-bench"));
  EXPECT_THAT(made.program.version, HasSubstr("version: "));
  EXPECT_EQ(made.program.sha256.size(), 64U);
  ASSERT_EQ(made.starts.size(), 1U);
  EXPECT_EQ(made.starts[0].sha256, made.program.sha256);
  EXPECT_NE(made.starts[0].build, "");
  EXPECT_NE(made.starts[0].backends, "");
  EXPECT_THAT(made.starts[0].setup_json, HasSubstr(R"("n_threads":1)"));  // as the model's server is told
}

TEST_F(BenchContract, OtherSizesAtAnotherDepthNeedAnotherStart) {
  const BenchRun made = run({{.prompt = 8, .repetitions = 1}, {.generated = 2, .depth = 8, .repetitions = 1}});
  ASSERT_EQ(made.starts.size(), 2U);
  EXPECT_THAT(made.results, Each(Field(&BenchResult::end, BenchEnd::measured)));
  EXPECT_NE(made.results[0].start, made.results[1].start);
}

TEST_F(BenchContract, ASettingThatItDoesNotKnowIsRefused) {
  model_.server.cache_type_k = "no_such_type";
  const BenchRun made = run({{.prompt = 8}});
  EXPECT_EQ(made.results.at(0).end, BenchEnd::refused);
  EXPECT_THAT(made.results.at(0).fault, HasSubstr("invalid parameter for argument: -ctk"));
}

TEST_F(BenchContract, AFileThatIsNoModelIsNotLoaded) {
  model_.file = "/no/such/file.gguf";
  const BenchRun made = run({{.prompt = 8}, {.generated = 2}});
  EXPECT_THAT(made.results, AllOf(SizeIs(2), Each(Field(&BenchResult::end, BenchEnd::not_loaded))));
  EXPECT_THAT(made.results[0].fault, HasSubstr("/no/such/file.gguf"));
}

TEST_F(BenchContract, AStopEndsIt) {
  std::stop_source stop;
  watch_.stop = stop.get_token();
  watch_.on_spawned = [&](int) { stop.request_stop(); };
  EXPECT_EQ(run({{.generated = 1 << 20, .repetitions = 100}}).results.at(0).end, BenchEnd::stopped);
}

}  // namespace
}  // namespace quantladder::llama
