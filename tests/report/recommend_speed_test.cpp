// Which speeds the recommendation tells apart: by the paired comparison over rounds, never by two intervals.
#include <gmock/gmock.h>

#include "ladder_fixture.h"
#include "quantladder/report/document.h"
#include "quantladder/report/render.h"
#include "quantladder/report/summary.h"

namespace quantladder::report {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

// Each model's tokens/s by round; other starts are dropped.
void set_speeds(RunData& data, const std::string& model, const std::vector<double>& rates) {
  std::erase_if(data.starts, [&](const core::ServerStart& start) { return start.model == model; });
  for (std::size_t i = 0; i < rates.size(); ++i) {
    data.starts.push_back(fixture::make_start(model, static_cast<int>(i) + 1, rates[i]));
  }
}

RunData two_alike() {
  RunData data;
  data.facts = fixture::ladder_facts(15);
  fixture::add_model(data, "a", 3000, fixture::kAesSedai, 50);
  fixture::add_model(data, "b", 2000, fixture::kBartowski, 80);
  return data;
}

// The rounds differ much more than the models.
RunData eight_rounds() {
  RunData data = two_alike();
  set_speeds(data, "a", {20, 80, 30, 70, 40, 60, 25, 75});
  set_speeds(data, "b", {22, 88, 33, 77, 44, 66, 27.6, 82.6});
  return data;
}

RunData good_and_fast(double fast) {
  RunData data;
  data.facts = fixture::ladder_facts(15);
  fixture::add_model(data, "good", 3000, fixture::kBartowski, 50);
  fixture::add_model(data, "fast", 1000, std::vector<int>(15, 40), fast);
  return data;
}

const Pick* find_pick(const Recommendation& recommendation, const std::string& use_case) {
  for (const Pick& pick : recommendation.picks) {
    if (pick.use_case == use_case) return &pick;
  }
  return nullptr;
}

Recommendation recommendation_of(const RunData& data) { return make_summary(data).recommendation; }

TEST(RecommendSpeed, TwoRoundsDecideNothingHoweverFarApartTheIntervalsAre) {
  const Recommendation got = recommendation_of(two_alike());
  const Pick* pick = find_pick(got, "fastest");
  ASSERT_TRUE(pick);
  EXPECT_EQ(pick->model, "b");
  EXPECT_THAT(pick->not_told_apart, ElementsAre("a"));
  EXPECT_THAT(pick->statement, AllOf(HasSubstr("with 2 rounds not shown to be faster than a 50.5"),
                                     HasSubstr("a verdict takes at least 6")));
}

TEST(RecommendSpeed, WithoutAVerdictOnlyTheMeanIsCalledTheHighest) {
  const std::string text = to_terminal(make_advice(make_summary(two_alike())), 200, Colour::off);
  EXPECT_THAT(text, AllOf(HasSubstr("Highest mean speed of these: b"), Not(HasSubstr("Fastest"))));
}

TEST(RecommendSpeed, RoundsThatAgreeDecideAlthoughTheIntervalsOverlap) {
  const Summary summary = make_summary(eight_rounds());
  const auto& a = *summary.models[0].probe.tokens_per_s->interval;
  const auto& b = *summary.models[1].probe.tokens_per_s->interval;
  ASSERT_TRUE(stats::overlap(a, b));
  const Pick* pick = find_pick(summary.recommendation, "fastest");
  ASSERT_TRUE(pick);
  EXPECT_EQ(pick->model, "b");
  EXPECT_THAT(pick->not_told_apart, IsEmpty());
  EXPECT_THAT(to_terminal(make_advice(summary), 200, Colour::off), HasSubstr("Fastest of these: b"));
}

TEST(RecommendSpeed, SpeedsWithoutACommonRoundAreNotToldApart) {
  RunData data = two_alike();
  for (core::ServerStart& start : data.starts) {
    if (start.model == "b") start.round += 10;
  }
  EXPECT_THAT(find_pick(recommendation_of(data), "fastest")->not_told_apart, ElementsAre("a"));
}

TEST(RecommendSpeed, AFasterModelWithALowerScoreIsOfferedAsATrade) {
  RunData data = good_and_fast(150);
  set_speeds(data, "good", {50, 51, 52, 50, 49, 50, 51, 52});
  set_speeds(data, "fast", {150, 151, 152, 150, 149, 150, 151, 153});
  const Recommendation got = recommendation_of(data);
  const Pick* pick = find_pick(got, "speed_before_score");
  ASSERT_TRUE(pick);
  EXPECT_EQ(pick->model, "fast");
  EXPECT_THAT(pick->statement, AllOf(HasSubstr("is lower"), Not(HasSubstr("no verdict"))));
}

TEST(RecommendSpeed, ATradeWithoutAVerdictOnSpeedSaysSo) {
  const Recommendation got = recommendation_of(good_and_fast(150));
  const Pick* pick = find_pick(got, "speed_before_score");
  ASSERT_TRUE(pick);
  EXPECT_THAT(pick->statement, HasSubstr("the highest mean speed (no verdict with 2 rounds), but its score"));
  EXPECT_THAT(pick->not_told_apart, ElementsAre("good"));
}

TEST(RecommendSpeed, ATradeForAGainTooSmallToMatterIsNotOffered) {
  EXPECT_EQ(find_pick(recommendation_of(good_and_fast(52)), "speed_before_score"), nullptr);
}

TEST(RecommendSpeed, ASlowerModelWithALowerScoreIsNoTrade) {
  EXPECT_EQ(find_pick(recommendation_of(good_and_fast(45)), "speed_before_score"), nullptr);
}

}  // namespace
}  // namespace quantladder::report
