#include <gmock/gmock.h>

#include "ladder_fixture.h"
#include "quantladder/report/recommend.h"
#include "quantladder/report/summary.h"

namespace quantladder::report {
namespace {

using fixture::empty_run;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;

// Speeds by server start: the fixture's two starts per model give an interval of about +-12 %.
Recommendation under(const RunData& data, const Limits& limits) { return recommend(data, make_summary(data), limits); }

TEST(RecommendLimits, ALimitIsMetByTheWholeIntervalNotByTheMean) {
  RunData data = empty_run(15);
  fixture::add_model(data, "a", 3000'000'000, fixture::kAesSedai, 50);
  fixture::add_model(data, "b", 2000'000'000, fixture::kBartowski, 80);
  const Recommendation got = under(data, {.min_tokens_per_s = 50});
  EXPECT_EQ(got.model, "b");
  ASSERT_EQ(got.ruled_out.size(), 1u);
  EXPECT_THAT(got.ruled_out[0].reason,
              HasSubstr("not shown to be at least 50.0 tokens/s: the interval reaches across"));
  EXPECT_FALSE(got.ruled_out[0].shown);
  EXPECT_THAT(got.next, ElementsAre(HasSubstr("rounds")));
}

TEST(RecommendLimits, AModelBelowALimitIsRuledOutForGood) {
  RunData data = empty_run(15);
  fixture::add_model(data, "a", 3000'000'000, fixture::kAesSedai, 50);
  const Recommendation got = under(data, {.min_tokens_per_s = 500});
  EXPECT_EQ(got.model, "");
  EXPECT_TRUE(got.decided);
  EXPECT_EQ(got.refusal, "no model meets the limits");
  EXPECT_TRUE(got.ruled_out.at(0).shown);
}

TEST(RecommendLimits, SizeAndMemoryAreExact) {
  RunData data = empty_run(15);
  fixture::add_model(data, "a", 3000'000'000, fixture::kAesSedai, 50);
  fixture::add_model(data, "b", 2000'000'000, fixture::kBartowski, 80);
  EXPECT_THAT(under(data, {.max_size_bytes = 2.5e9}).ruled_out.at(0).reason, HasSubstr("its file has"));
  EXPECT_EQ(under(data, {.max_vram_bytes = 19'000'000'002.0}).refusal, "");
  EXPECT_EQ(under(data, {.max_vram_bytes = 19'000'000'001.0}).refusal, "no model meets the limits");
}

TEST(RecommendLimits, WhatWasNotMeasuredIsNotShown) {
  RunData data = empty_run(15);
  fixture::add_model(data, "a", 3000'000'000, fixture::kAesSedai, 50);
  data.starts.clear();
  for (const Limits& limits :
       {Limits{.min_tokens_per_s = 1}, Limits{.max_ttft_ms = 1e6}, Limits{.max_vram_bytes = 1e15}}) {
    const Recommendation got = under(data, limits);
    EXPECT_EQ(got.refusal, "no model is shown to meet the limits");
    EXPECT_FALSE(got.decided);
    EXPECT_THAT(got.ruled_out.at(0).reason, HasSubstr("not measured"));
  }
}

TEST(RecommendLimits, ResidentMemoryIsNoVram) {
  RunData data = empty_run(15);
  fixture::add_model(data, "a", 3000'000'000, fixture::kAesSedai, 50);
  for (core::ServerStart& start : data.starts) start.memory.source = "resident memory";
  EXPECT_THAT(under(data, {.max_vram_bytes = 1e15}).ruled_out.at(0).reason, HasSubstr("VRAM was not measured"));
}

TEST(RecommendLimits, ALossIsExcludedByATestNotByTheMeans) {
  const RunData data = fixture::three_providers();
  const Recommendation strict = under(data, {.max_loss = 5});
  EXPECT_EQ(strict.refusal, "no model is shown to meet the limits") << "the best one is only the best so far";
  EXPECT_FALSE(strict.decided);
  ASSERT_EQ(strict.ruled_out.size(), 3u);
  EXPECT_THAT(strict.ruled_out[1].reason, HasSubstr("not shown to lose at most 5 points against "));
  EXPECT_THAT(strict.next, Contains(HasSubstr("can show a smaller loss")));
  const Recommendation loose = under(data, {.max_loss = 20});
  EXPECT_EQ(loose.model, "bartowski-iq4xs") << "the highest mean speed of those that are good enough";
  EXPECT_THAT(loose.statement, HasSubstr("of those that are, it is the one with the highest mean speed"));
}

TEST(RecommendLimits, TheLossCountsAgainstTheBestOfTheWholeRun) {
  RunData data = empty_run(15);
  fixture::add_model(data, "best", 9000'000'000, fixture::kBartowski, 50);
  fixture::add_model(data, "small", 1000'000'000, std::vector<int>(15, 40), 150);
  const Recommendation got = under(data, {.max_size_bytes = 5e9, .max_loss = 10});
  EXPECT_EQ(got.model, "");
  EXPECT_THAT(got.ruled_out.at(1).reason, HasSubstr("not shown to lose at most 10 points against best"));
}

TEST(RecommendLimits, FiveTiesDoNotShowThatTheBestLosesNothing) {
  RunData data = empty_run(5);
  fixture::add_model(data, "a", 3000'000'000, std::vector<int>(5, 90), 50);
  fixture::add_model(data, "b", 2000'000'000, std::vector<int>(5, 90), 80);
  const Recommendation got = under(data, {.max_loss = 1});
  EXPECT_EQ(got.model, "");
  EXPECT_FALSE(got.decided);
}

TEST(RecommendLimits, TheOnlyModelHasNoneToLoseAgainst) {
  RunData data = empty_run(15);
  fixture::add_model(data, "a", 3000'000'000, fixture::kAesSedai, 50);
  EXPECT_THAT(under(data, {.max_loss = 1}).statement, HasSubstr("none to lose against"));
}

TEST(RecommendLimits, ASizeThatIsNotKnownIsNotShown) {
  RunData data = empty_run(15);
  fixture::add_model(data, "a", 3000'000'000, fixture::kAesSedai, 50);
  data.facts.models[0].gguf.reset();
  const Recommendation got = under(data, {.max_size_bytes = 1e12});
  EXPECT_EQ(got.refusal, "no model is shown to meet the limits");
  EXPECT_FALSE(got.decided);
}

}  // namespace
}  // namespace quantladder::report
