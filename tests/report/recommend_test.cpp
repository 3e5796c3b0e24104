#include <gmock/gmock.h>

#include "ladder_fixture.h"
#include "quantladder/report/recommend.h"
#include "quantladder/report/render.h"
#include "quantladder/report/summary.h"

namespace quantladder::report {
namespace {

using fixture::empty_run;
using fixture::RecordBuilder;
using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

Recommendation recommendation_of(const RunData& data) { return make_summary(data).recommendation; }

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
