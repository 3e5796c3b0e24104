#include <gmock/gmock.h>

#include "ladder_fixture.h"
#include "quantladder/report/recommend.h"
#include "quantladder/report/render.h"
#include "quantladder/report/summary.h"

namespace quantladder::report {
namespace {

using fixture::RecordBuilder;
using testing::AllOf;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

Recommendation recommendation_of(const RunData& data) { return make_summary(data).recommendation; }

RunData empty_run(int iterations) {
  RunData data;
  data.facts = fixture::ladder_facts(iterations);
  return data;
}

TEST(Recommend, WhatTheDataCannotTellIsNeverCalledADifferenceOrNone) {
  const Recommendation got = recommendation_of(fixture::three_providers());
  EXPECT_EQ(got.model, "aessedai-iq4xs");
  EXPECT_FALSE(got.decided);
  EXPECT_THAT(got.not_told_apart, ElementsAre("bartowski-iq4xs", "unsloth-mxfp4"));
  EXPECT_THAT(got.statement, AllOf(HasSubstr("The data cannot tell"), HasSubstr("no proven winner"),
                                   Not(HasSubstr("no difference")), Not(HasSubstr("better"))));
  EXPECT_THAT(got.ruled_out, IsEmpty());
}

TEST(Recommend, EqualMeansAreSharedNotTheHighestOfOne) {
  RunData data = empty_run(15);
  std::vector<int> reversed(fixture::kAesSedai.rbegin(), fixture::kAesSedai.rend());
  fixture::add_model(data, "a", 3000'000'000, fixture::kAesSedai, 50);
  fixture::add_model(data, "b", 2000'000'000, reversed, 80);
  fixture::add_model(data, "c", 2000'000'000, fixture::kUnsloth, 40);
  const Recommendation got = recommendation_of(data);
  EXPECT_THAT(got.statement, HasSubstr("b 85.7 [71.7, 90.7], a 85.7 [71.7, 90.7] share the highest mean, but none is a "
                                       "proven winner: not told from c 83.7"));
  EXPECT_THAT(got.statement, Not(HasSubstr("has the highest mean")));
}

TEST(Recommend, TheCommandServesNoHighestMeanWhereMeansAreEqual) {
  RunData data = empty_run(15);
  std::vector<int> reversed(fixture::kAesSedai.rbegin(), fixture::kAesSedai.rend());
  fixture::add_model(data, "a", 3000'000'000, fixture::kAesSedai, 50);
  fixture::add_model(data, "b", 2000'000'000, reversed, 80);
  const std::string text = to_terminal(make_advice(make_summary(data)), 200, Colour::off);
  EXPECT_THAT(text, AllOf(HasSubstr("as it was measured (not a proven winner: see above)"),
                          Not(HasSubstr("(the highest mean"))));
}

TEST(Recommend, AModelShownToBeWorseIsRuledOutWithTheEvidence) {
  RunData data = empty_run(15);
  fixture::add_model(data, "good", 1000'000'000, fixture::kBartowski, 50);
  fixture::add_model(data, "bad", 500'000'000, std::vector<int>(15, 40), 50);
  const Recommendation got = recommendation_of(data);
  EXPECT_EQ(got.model, "good");
  EXPECT_TRUE(got.decided);
  EXPECT_THAT(got.statement, HasSubstr("a higher score than bad"));
  ASSERT_EQ(got.ruled_out.size(), 1u);
  EXPECT_EQ(got.ruled_out[0].model, "bad");
  EXPECT_THAT(got.ruled_out[0].reason, AllOf(HasSubstr("lower than that of good"), HasSubstr("Holm p")));
  EXPECT_THAT(got.next, IsEmpty());
}

// The declared family of two against the baseline: 2 x 2^-14 for the first.
TEST(Recommend, WhereTheBaselineIsBestItsDeclaredComparisonIsTheAnswer) {
  RunData data = empty_run(15);
  fixture::add_model(data, "good", 1000'000'000, fixture::kBartowski, 50);
  fixture::add_model(data, "bad", 500'000'000, std::vector<int>(15, 40), 50);
  fixture::add_model(data, "worse", 500'000'000, std::vector<int>(15, 25), 50);
  const Summary summary = make_summary(data);
  EXPECT_THAT(summary.recommendation.ruled_out.at(0).reason, HasSubstr("Holm p 0.00012"));
  EXPECT_NEAR(*summary.comparison->pairs.at(0).p_holm, 0.00012, 5e-6);
}

TEST(Recommend, ModelsThatWereNotAskedTheSameAreNotRanked) {
  RunData data = fixture::three_providers();
  for (core::Record& record : data.records) {
    if (record.cell.model == "unsloth-mxfp4") record.request.sampling.temperature = 0.6;
  }
  const Recommendation got = recommendation_of(data);
  EXPECT_EQ(got.model, "");
  EXPECT_FALSE(got.decided);
  EXPECT_THAT(got.refusal, AllOf(HasSubstr("not asked the same"), HasSubstr("the sampling of")));
}

// The best is known only after a look at the scores, so any two might have been compared: 3 x 2^-14 for the first.
TEST(Recommend, WhereAnotherIsBestClaimsAreCorrectedForEveryPair) {
  RunData data = empty_run(15);
  data.facts.baseline = "bad";
  fixture::add_model(data, "good", 1000'000'000, fixture::kBartowski, 50);
  fixture::add_model(data, "bad", 500'000'000, std::vector<int>(15, 40), 50);
  fixture::add_model(data, "worse", 500'000'000, std::vector<int>(15, 25), 50);
  const Recommendation got = recommendation_of(data);
  ASSERT_EQ(got.ruled_out.size(), 2u);
  EXPECT_THAT(got.ruled_out[0].reason, HasSubstr("Holm p 0.00018"));
}

TEST(Recommend, FastestAndSmallestAreSoughtAmongThoseNotToldFromTheBest) {
  RunData data = empty_run(15);
  fixture::add_model(data, "a", 3000'000'000, fixture::kAesSedai, 50);
  fixture::add_model(data, "b", 2000'000'000, fixture::kBartowski, 80);
  fixture::add_model(data, "junk", 100'000'000, std::vector<int>(15, 0), 500);
  const Recommendation got = recommendation_of(data);
  ASSERT_GE(got.picks.size(), 2u);
  EXPECT_EQ(got.picks[0].use_case, "fastest");
  EXPECT_EQ(got.picks[0].model, "b");
  EXPECT_EQ(got.picks[1].use_case, "smallest");
  EXPECT_EQ(got.picks[1].model, "b");
}

std::string smallest_of(const RunData& data) {
  for (const Pick& pick : recommendation_of(data).picks) {
    if (pick.use_case == "smallest") return pick.statement;
  }
  return "none";
}

TEST(Recommend, SizesThatPrintAlikeAreSharedByTheSmallest) {
  RunData data = empty_run(15);
  fixture::add_model(data, "a", 2000'000'000, fixture::kAesSedai, 50);
  fixture::add_model(data, "b", 2000'000'001, fixture::kBartowski, 50);
  fixture::add_model(data, "c", 3000'000'000, fixture::kUnsloth, 50);
  EXPECT_EQ(smallest_of(data), "a, b: 1.86 GiB each.");
}

TEST(Recommend, WhereAllHaveTheSameSizeNoneIsTheSmallest) {
  RunData data = empty_run(15);
  fixture::add_model(data, "a", 2000'000'000, fixture::kAesSedai, 50);
  fixture::add_model(data, "b", 2000'000'000, fixture::kBartowski, 50);
  EXPECT_EQ(smallest_of(data), "none");
}

TEST(Recommend, UnknownSpeedAndSizeDropThoseUseCases) {
  RunData data = fixture::three_providers();
  data.starts.clear();
  for (ModelFacts& model : data.facts.models) model.gguf.reset();
  EXPECT_THAT(recommendation_of(data).picks, IsEmpty());
}

TEST(Recommend, OfEquivalentModelsTheFasterIsChosen) {
  RunData data = empty_run(60);
  std::vector<int> slow;
  std::vector<int> fast;
  for (int i = 0; i < 60; ++i) {
    slow.push_back(i % 6 == 0 ? 100 : 90);
    fast.push_back(i % 6 == 1 ? 100 : 90);
  }
  slow[59] = 100;
  fixture::add_model(data, "slow", 3000'000'000, slow, 50);
  fixture::add_model(data, "fast", 2000'000'000, fast, 80);
  const Recommendation got = recommendation_of(data);
  EXPECT_EQ(got.model, "fast");
  EXPECT_TRUE(got.decided);
  EXPECT_THAT(got.statement,
              HasSubstr("the one with the highest mean speed of those that are equivalent within 5 points"));
  EXPECT_THAT(got.ruled_out.at(0).reason, HasSubstr("good enough too"));
}

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

TEST(Recommend, OneModelIsNoChoice) {
  RunData data = empty_run(15);
  fixture::add_model(data, "only", 1000'000'000, fixture::kAesSedai, 50);
  const Recommendation got = recommendation_of(data);
  EXPECT_THAT(got.statement, HasSubstr("nothing to choose between"));
  EXPECT_EQ(got.serve_command[2], "/models/only.gguf");
}

TEST(Recommend, NothingSolvedRecommendsNothing) {
  RunData data = empty_run(15);
  fixture::add_model(data, "a", 1000'000'000, std::vector<int>(15, 0), 50);
  const Recommendation got = recommendation_of(data);
  EXPECT_THAT(got.refusal, HasSubstr("no model solved a single task"));
  EXPECT_EQ(got.model, "");
  EXPECT_THAT(got.picks, IsEmpty());
}

TEST(Recommend, FourIterationsAreTooFew) {
  RunData data = empty_run(4);
  fixture::add_model(data, "a", 1000'000'000, {90, 90, 90, 90}, 50);
  EXPECT_THAT(recommendation_of(data).refusal, HasSubstr("no verdict is possible below 5"));
}

TEST(Recommend, FifteenCopiesOfOneIterationAreTooFew) {
  RunData data = empty_run(15);
  fixture::add_model(data, "a", 1000'000'000, std::vector<int>(15, 90), 50);
  for (core::Record& record : data.records) record.generation->text_sha256 = record.cell.task;
  EXPECT_THAT(recommendation_of(data).refusal, HasSubstr("distinct complete iterations"));
}

TEST(Recommend, NoCompleteIterationRecommendsNothing) {
  RunData data = empty_run(6);
  data.facts.models.push_back(fixture::ladder_model("a", 1000));
  for (int i = 1; i <= 6; ++i) data.records.push_back(RecordBuilder("a", "L3", i));
  EXPECT_THAT(recommendation_of(data).refusal, HasSubstr("no model has a complete iteration"));
}

TEST(Recommend, ModelsLeftOutAreNamedWithTheReason) {
  RunData data = empty_run(15);
  fixture::add_model(data, "a", 1000'000'000, fixture::kAesSedai, 50);
  fixture::add_model(data, "short", 1000'000'000, {90, 90}, 50);
  fixture::add_model(data, "none", 1000'000'000, {}, 50);
  const Recommendation got = recommendation_of(data);
  ASSERT_EQ(got.ruled_out.size(), 2u);
  EXPECT_THAT(got.ruled_out[0].reason, HasSubstr("fewer than 5 distinct complete iterations"));
  EXPECT_THAT(got.ruled_out[1].reason, HasSubstr("no cell was run"));
}

}  // namespace
}  // namespace quantladder::report
