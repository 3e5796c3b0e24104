// What quantladder relies on in a llama-perplexity. Compiled twice: with the fake and with the real one.
#include <gmock/gmock.h>

#include <cmath>
#include <cstring>

#include "backend.h"
#include "quantladder/llama/perplexity_tool.h"
#include "quantladder/sys/files.h"

namespace quantladder::llama {
namespace {

using ::testing::AnyOf;
using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

class PerplexityContract : public ::testing::Test {
 protected:
  PerplexityContract() {
    std::string text;
    for (int i = 0; i < 400; ++i) text += "A line of text, number " + std::to_string(i) + ".\n";
    sys::write_file(job_.text_file, text);
    watch_.on_log_probs = [this](std::string_view bytes) {
      stream_ += bytes;
      return wanted_;
    };
  }
  PerplexityRun run() { return run_perplexity(model_, job_, watch_); }
  // Its last words are lost now and then, because its logger does not wait: that is why the rows decide. Runs it until
  // all of them are there.
  PerplexityRun run_until_all_is_printed() {
    constexpr int kMostRuns = 20;
    PerplexityRun made;
    for (int i = 0; i < kMostRuns && made.printed_chunks < job_.chunks; ++i) {
      stream_.clear();
      made = run();
    }
    return made;
  }
  template <class T>
  T number_at(std::size_t at) const {
    T value{};
    std::memcpy(&value, stream_.data() + at, sizeof value);
    return value;
  }

  sys::TempDir folder_;
  core::Model model_ = test::contract_model();
  PerplexityJob job_{.text_file = (folder_.path() / "text.txt").string(), .ctx = 64, .chunks = 3};
  PerplexityWatch watch_{.timeout = std::chrono::minutes(2)};
  std::string stream_;
  bool wanted_ = true;
};

TEST_F(PerplexityContract, ItWritesEveryRowIntoThePipeAndPrintsThePerplexity) {
  const PerplexityRun made = run_until_all_is_printed();
  EXPECT_EQ(made.end, PerplexityEnd::ended) << made.fault;
  ASSERT_THAT(stream_, StartsWith("_logits_"));
  EXPECT_EQ(number_at<std::uint32_t>(8), 64U);
  const auto vocabulary = number_at<std::int32_t>(12);
  EXPECT_EQ(number_at<std::int32_t>(16), 3);
  const std::size_t row = 8 + 2 * static_cast<std::size_t>(vocabulary + vocabulary % 2);
  EXPECT_EQ(stream_.size(), 20 + 4 * 64 * 3 + 3 * 31 * row);
  EXPECT_EQ(made.printed_chunks, 3);
  ASSERT_TRUE(made.perplexity);
  EXPECT_GT(made.perplexity->value, 1);
  double nll = 0;
  for (std::size_t i = 0; i < 93; ++i) {
    const std::size_t at = 20 + 4 * 64 * 3 + i * row;
    const auto token = number_at<std::int32_t>(20 + 4 * (i / 31 * 64 + 32 + i % 31 + 1));
    nll -= number_at<float>(at) * number_at<std::uint16_t>(at + 8 + 2 * static_cast<std::size_t>(token)) +
           number_at<float>(at + 4);
  }
  EXPECT_NEAR(std::exp(nll / 93) / made.perplexity->value, 1, 0.01);
  EXPECT_THAT(made.start.argv, Contains("--kl-divergence-base"));
  EXPECT_GT(made.start.seconds, 0);
  EXPECT_EQ(made.start.sha256.size(), 64U);
}

TEST_F(PerplexityContract, ATextThatIsTooShortIsToldAsSuch) {
  sys::write_file(job_.text_file, "short");
  const PerplexityRun made = run();
  // It says so, if its log is not lost; the stream ends behind the length of the context either way.
  EXPECT_THAT(made.end, AnyOf(PerplexityEnd::too_short, PerplexityEnd::ended)) << made.fault;
  EXPECT_EQ(stream_.size(), 12U);
  EXPECT_FALSE(made.perplexity);
}

TEST_F(PerplexityContract, AFileThatIsNoModelIsNotLoaded) {
  model_.file = "/no/such/file.gguf";
  EXPECT_EQ(run().end, PerplexityEnd::not_loaded);
}

TEST_F(PerplexityContract, WhoeverWantsNoMoreRowsEndsIt) {
  wanted_ = false;
  job_.chunks = 100;
  EXPECT_EQ(run().end, PerplexityEnd::unwanted);
}

TEST_F(PerplexityContract, AStopEndsIt) {
  std::stop_source stop;
  watch_.stop = stop.get_token();
  watch_.on_spawned = [&](int) { stop.request_stop(); };
  EXPECT_EQ(run().end, PerplexityEnd::stopped);
}

TEST_F(PerplexityContract, WhatDecidesTheProbabilitiesHasNoPathsAndNoThreads) {
  const auto arguments = deciding_arguments(model_, job_);
  EXPECT_THAT(arguments, Contains("--chunks"));
  EXPECT_THAT(arguments, Not(Contains(model_.file)));
  EXPECT_THAT(arguments, Not(Contains(job_.text_file)));
  EXPECT_THAT(arguments, Not(Contains("-t")));
  model_.server.cache_type_k = "q8_0";
  EXPECT_NE(deciding_arguments(model_, job_), arguments);
}

}  // namespace
}  // namespace quantladder::llama
