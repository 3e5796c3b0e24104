#include "quantladder/core/generation.h"

#include <gtest/gtest.h>

namespace quantladder::core {
namespace {

TEST(Generation, RateCountsTheStepsBetweenTokensByTheServersClock) {
  Generation generation;
  generation.timings = ServerTimings{.prompt_n = 10, .prompt_ms = 20, .predicted_n = 11, .predicted_ms = 100};
  EXPECT_DOUBLE_EQ(*generation.tokens_per_s(), 100.0);  // 10 steps in 0.1 s
  EXPECT_DOUBLE_EQ(*generation.timings->pp_tokens_per_s(), 500.0);
  EXPECT_EQ(generation.tokens(), 11);
}

TEST(Generation, ASingleTokenHasNoRate) {
  Generation generation;
  generation.timings = ServerTimings{.predicted_n = 1, .predicted_ms = 0.001};
  EXPECT_EQ(generation.tokens_per_s(), std::nullopt);
}

TEST(Generation, WithoutTimingsTheRateComesFromUsageAndArrivals) {
  Generation generation;
  generation.usage = Usage{.prompt_tokens = 5, .completion_tokens = 21};
  generation.arrivals_ms = {100, 150, 300};
  EXPECT_DOUBLE_EQ(*generation.tokens_per_s(), 100.0);
}

TEST(Generation, EventsAreNeverCountedAsTokens) {
  Generation generation;
  generation.arrivals_ms = {1, 2, 3, 4};
  EXPECT_EQ(generation.tokens(), std::nullopt);
  EXPECT_EQ(generation.tokens_per_s(), std::nullopt);
}

TEST(Generation, TimeToFirstTokenIsTheEarlierOfReasoningAndContent) {
  Generation generation;
  EXPECT_EQ(generation.time_to_first_token_ms(), std::nullopt);
  generation.first_content_ms = 90;
  EXPECT_EQ(generation.time_to_first_token_ms(), 90);
  generation.first_reasoning_ms = 20;
  EXPECT_EQ(generation.time_to_first_token_ms(), 20);
}

TEST(Generation, EveryFinishReadsBackAsItself) {
  for (int i = 0; i <= static_cast<int>(Finish::cancelled); ++i) {
    const auto finish = static_cast<Finish>(i);
    EXPECT_EQ(parse_finish(to_id(finish)), finish);
  }
}

TEST(Generation, GapsBetweenArrivalsAreOfTheirNearestRanks) {
  Generation generation;
  generation.arrivals_ms = {5, 6, 8, 11, 15, 20, 26, 33, 41, 50, 60};  // gaps 1 to 10
  const auto gaps = generation.arrival_gaps();
  ASSERT_TRUE(gaps);
  EXPECT_EQ(gaps->p50_ms, 5);
  EXPECT_EQ(gaps->p90_ms, 9);
  EXPECT_EQ(gaps->max_ms, 10);
  EXPECT_EQ(gaps->events, 11u);
}

TEST(Generation, ASingleArrivalHasNoGaps) {
  Generation generation;
  generation.arrivals_ms = {5};
  EXPECT_FALSE(generation.arrival_gaps());
}

}  // namespace
}  // namespace quantladder::core
