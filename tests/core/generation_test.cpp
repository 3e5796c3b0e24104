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
  generation.text = "twenty tokens and their end";
  generation.usage = Usage{.prompt_tokens = 5, .completion_tokens = 21};
  generation.arrivals_ms = {100, 150, 300};
  EXPECT_DOUBLE_EQ(*generation.tokens_per_s(), 100.0);
  EXPECT_EQ(generation.rate_doubt(), std::nullopt);
}

Generation without_timings(std::int64_t tokens, std::vector<double> arrivals_ms) {
  Generation generation;
  generation.text = std::string(4 * static_cast<std::size_t>(tokens), 'x');
  generation.usage = Usage{.prompt_tokens = 5, .completion_tokens = tokens};
  generation.arrivals_ms = std::move(arrivals_ms);
  return generation;
}

TEST(Generation, TokensThatAProxyHeldBackHaveNoRate) {
  const auto generation = without_timings(500, {2000, 2001.5});
  EXPECT_EQ(generation.tokens_per_s(), std::nullopt);
  EXPECT_EQ(generation.rate_doubt(),
            "no tokens/s: 500 tokens came within 1.5 ms after 2000 ms, so they were held back on the way");
}

TEST(Generation, ManyTokensInOneEventHaveNoRate) {
  const auto generation = without_timings(500, {2000});
  EXPECT_EQ(generation.tokens_per_s(), std::nullopt);
  EXPECT_EQ(generation.rate_doubt(), "no tokens/s: all 500 tokens came at once");
}

TEST(Generation, AFewTokensThatWereHeldBackHaveNoRateEither) {
  EXPECT_EQ(without_timings(20, {2000, 2000.3}).rate_doubt(),
            "no tokens/s: 20 tokens came within 0.3 ms after 2000 ms, so they were held back on the way");
  EXPECT_EQ(without_timings(31, {2000, 2010}).tokens_per_s(), std::nullopt);
  EXPECT_EQ(without_timings(2, {3, 3.5}).tokens_per_s(), std::nullopt);
  EXPECT_EQ(without_timings(16, {4, 6, 8}).tokens_per_s(), std::nullopt) << "half of the time, but no time";
  EXPECT_EQ(without_timings(500, {1000, 1150}).tokens_per_s(), std::nullopt) << "as long as a wide network takes";
  EXPECT_EQ(without_timings(3, {2000, 2003, 2006}).rate_doubt(),
            "no tokens/s: 3 tokens came within 6.0 ms after 2000 ms, too short a time to measure");
}

TEST(Generation, ASingleTokenIsNoDoubt) { EXPECT_EQ(without_timings(1, {2000}).rate_doubt(), std::nullopt); }

TEST(Generation, TokensInAFewBurstsHaveNoRate) {
  std::vector<double> arrivals;
  for (int i = 0; i < 100; ++i) arrivals.push_back(1000 + 1000 * (i / 50) + 0.01 * (i % 50));
  EXPECT_EQ(without_timings(100, arrivals).rate_doubt(),
            "no tokens/s: 100 events came in 2 bursts, so they were held back on the way");
}

TEST(Generation, ASteadyFlowAndAFlowInManySmallGroupsHaveARate) {
  std::vector<double> steady;
  std::vector<double> groups;  // speculative decoding: four tokens a step
  for (int i = 0; i < 101; ++i) {
    steady.push_back(100 + 10 * i);
    groups.push_back(100 + 40 * (i / 4));
  }
  EXPECT_DOUBLE_EQ(*without_timings(101, steady).tokens_per_s(), 100.0);
  EXPECT_DOUBLE_EQ(*without_timings(101, groups).tokens_per_s(), 100.0);
}

TEST(Generation, ASlowPromptBeforeAShortAnswerIsNoDoubt) {
  EXPECT_DOUBLE_EQ(*without_timings(61, {60000, 60600}).tokens_per_s(), 100.0);
}

TEST(Generation, AFastServerIsNoDoubt) { EXPECT_DOUBLE_EQ(*without_timings(501, {100, 350}).tokens_per_s(), 2000.0); }

TEST(Generation, EventsOfSeveralTokensAreNoDoubt) {
  EXPECT_DOUBLE_EQ(*without_timings(501, {100, 2600, 5100}).tokens_per_s(), 100.0);
}

TEST(Generation, ReasoningThatIsCountedButNotStreamedLeavesNoRate) {
  Generation generation = without_timings(500, {2000, 2020, 2100});
  generation.usage->reasoning_tokens = 200;
  EXPECT_EQ(generation.tokens_per_s(), std::nullopt);
  EXPECT_EQ(generation.rate_doubt(),
            "no tokens/s: 200 of 500 tokens are reasoning, of which the stream showed 0 bytes");
}

TEST(Generation, ReasoningThatIsStreamedHasARate) {
  Generation generation = without_timings(501, {100, 2600, 5100});
  generation.usage->reasoning_tokens = 200;
  generation.reasoning = std::string(300, 'r');
  EXPECT_DOUBLE_EQ(*generation.tokens_per_s(), 100.0);
}

TEST(Generation, ReasoningInTheTextIsStreamedToo) {
  Generation generation = without_timings(501, {100, 2600, 5100});
  generation.usage->reasoning_tokens = 200;
  generation.text = "<think>" + std::string(300, 'r') + "</think>" + std::string(400, 't');
  EXPECT_DOUBLE_EQ(*generation.tokens_per_s(), 100.0);
}

TEST(Generation, TheMarkersOfAnEmptyThoughtAreNotHiddenReasoning) {
  Generation generation = without_timings(501, {100, 2600, 5100});
  generation.usage->reasoning_tokens = 16;
  EXPECT_DOUBLE_EQ(*generation.tokens_per_s(), 100.0);
}

TEST(Generation, MoreTokensThanBytesLeaveNoRate) {
  Generation generation = without_timings(500, {2000, 4000});
  generation.text = std::string(483, 'x');
  EXPECT_EQ(generation.rate_doubt(), "no tokens/s: 500 tokens, but the stream showed 483 bytes");
  generation.text += 'x';  // one byte a token, and 16 that are markers
  EXPECT_EQ(generation.rate_doubt(), std::nullopt);
}

TEST(Generation, TheServersOwnClockIsNotDoubted) {
  Generation generation = without_timings(500, {2000});
  generation.timings = ServerTimings{.predicted_n = 500, .predicted_ms = 4990};
  EXPECT_EQ(generation.rate_doubt(), std::nullopt);
  EXPECT_DOUBLE_EQ(*generation.tokens_per_s(), 100.0);
}

TEST(Generation, EventsAreNeverCountedAsTokens) {
  Generation generation;
  generation.arrivals_ms = {1, 2, 3, 4};
  EXPECT_EQ(generation.tokens(), std::nullopt);
  EXPECT_EQ(generation.tokens_per_s(), std::nullopt);
}

TEST(Generation, AcceptedDraftsComeAtOnceSoThereAreNoTimesBetweenTokens) {
  Generation generation;
  generation.arrivals_ms = {100, 110, 110, 110, 130};
  generation.timings = ServerTimings{.predicted_n = 5, .predicted_ms = 30};
  EXPECT_TRUE(generation.arrival_gaps());
  generation.timings->draft_n = 0;
  EXPECT_TRUE(generation.arrival_gaps()) << "nothing was drafted";
  generation.timings->draft_n = 4;
  EXPECT_FALSE(generation.arrival_gaps());
  EXPECT_TRUE(generation.tokens_per_s());
}

TEST(Generation, TimeToFirstTokenIsTheEarlierOfReasoningAndContent) {
  Generation generation;
  EXPECT_EQ(generation.time_to_first_token_ms(), std::nullopt);
  generation.first_content_ms = 90;
  EXPECT_EQ(generation.time_to_first_token_ms(), 90);
  generation.first_reasoning_ms = 20;
  EXPECT_EQ(generation.time_to_first_token_ms(), 20);
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
