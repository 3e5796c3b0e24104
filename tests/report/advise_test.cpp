#include <gmock/gmock.h>

#include "ladder_fixture.h"
#include "quantladder/report/render.h"
#include "quantladder/report/report.h"

namespace quantladder::report {
namespace {

using fixture::empty_run;
using fixture::RecordBuilder;
using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

Advice advice_of(const RunData& data) { return make_report(data).advice; }

TEST(Advise, WhatTheDataCannotTellIsNeverCalledADifferenceOrNone) {
  const Advice got = advice_of(fixture::three_providers());
  EXPECT_EQ(got.model, "") << "the highest mean is no winner";
  EXPECT_FALSE(got.decided);
  EXPECT_THAT(fixture::of(got, Standing::not_told_apart),
              ElementsAre("aessedai-iq4xs", "bartowski-iq4xs", "unsloth-mxfp4"));
  EXPECT_EQ(
      got.statement,
      "aessedai-iq4xs (85.7 points), bartowski-iq4xs (84.7 points) and unsloth-mxfp4 (83.7 points) cannot be told "
      "apart: any of them may be the best.");
  EXPECT_EQ(got.models.at(0).reason, "has the highest mean, but is not shown to be the best.");
  EXPECT_EQ(got.models.at(1).reason, "scored 1.0 points less than aessedai-iq4xs, which may be chance.");
}

// Whoever decides by speed or size takes one of them.
TEST(Advise, UndecidedShowsTheCommandOfEachThatIsNotToldApart) {
  RunData data = empty_run(15);
  fixture::add_model(data, "a", 3000'000'000, fixture::kAesSedai, 50);
  fixture::add_model(data, "b", 2000'000'000, fixture::kBartowski, 80);
  fixture::add_model(data, "bad", 500'000'000, std::vector<int>(15, 40), 50);
  const std::string text = to_terminal(make_advice(make_report(data)), 200, Colour::off);
  EXPECT_THAT(text, AllOf(HasSubstr("Serves a as"), HasSubstr("Serves b as"), Not(HasSubstr("Serves bad as"))));
}

TEST(Advise, AModelShownToBeWorseIsNamedWithTheEvidence) {
  RunData data = empty_run(15);
  fixture::add_model(data, "good", 1000'000'000, fixture::kBartowski, 50);
  fixture::add_model(data, "bad", 500'000'000, std::vector<int>(15, 40), 50);
  const Advice got = advice_of(data);
  EXPECT_EQ(got.model, "good");
  EXPECT_TRUE(got.decided);
  EXPECT_EQ(got.statement, "good (84.7 points) is better than bad (40.0 points).");
  EXPECT_EQ(got.models.at(0).standing, Standing::recommended);
  EXPECT_EQ(got.models.at(1).standing, Standing::worse);
  EXPECT_EQ(got.models[1].reason, "scored 44.7 points less than good.");
  EXPECT_THAT(got.models[1].evidence, AllOf(HasSubstr("95 % interval -50.3 to -38.0"), HasSubstr("Holm p")));
  EXPECT_THAT(got.next, IsEmpty());
}

TEST(Advise, OnlyTheRecommendedModelsCommandIsShown) {
  RunData data = empty_run(15);
  fixture::add_model(data, "good", 1000'000'000, fixture::kBartowski, 50);
  fixture::add_model(data, "bad", 500'000'000, std::vector<int>(15, 40), 50);
  const std::string text = to_terminal(make_advice(make_report(data)), 200, Colour::off);
  EXPECT_THAT(text, AllOf(HasSubstr("Recommended: good. "), HasSubstr("Serves good as it was measured:"),
                          Not(HasSubstr("Serves bad"))));
}

// The declared family of two against the baseline: 2 x 2^-14 for the first.
TEST(Advise, WhereTheBaselineIsBestItsDeclaredComparisonIsTheAnswer) {
  RunData data = empty_run(15);
  fixture::add_model(data, "good", 1000'000'000, fixture::kBartowski, 50);
  fixture::add_model(data, "bad", 500'000'000, std::vector<int>(15, 40), 50);
  fixture::add_model(data, "worse", 500'000'000, std::vector<int>(15, 25), 50);
  const Report report = make_report(data);
  EXPECT_THAT(report.advice.models.at(1).evidence, HasSubstr("Holm p 0.00012"));
  EXPECT_NEAR(*report.comparison->pairs.at(0).p_holm, 0.00012, 5e-6);
}

TEST(Advise, ModelsThatWereNotAskedTheSameAreNotRanked) {
  RunData data = fixture::three_providers();
  for (core::Record& record : data.records) {
    if (record.cell.model == "unsloth-mxfp4") record.answered().request.sampling.temperature = 0.6;
  }
  const Advice got = advice_of(data);
  EXPECT_EQ(got.model, "");
  EXPECT_FALSE(got.decided);
  EXPECT_THAT(got.refusal, AllOf(HasSubstr("not asked the same"), HasSubstr("the sampling of")));
}

// The best is known only after a look at the scores, so any two might have been compared: 3 x 2^-14 for the first.
TEST(Advise, WhereAnotherIsBestClaimsAreCorrectedForEveryPair) {
  RunData data = empty_run(15);
  data.manifest.baseline = "bad";
  fixture::add_model(data, "good", 1000'000'000, fixture::kBartowski, 50);
  fixture::add_model(data, "bad", 500'000'000, std::vector<int>(15, 40), 50);
  fixture::add_model(data, "worse", 500'000'000, std::vector<int>(15, 25), 50);
  const Advice got = advice_of(data);
  EXPECT_THAT(got.models.at(1).evidence, HasSubstr("Holm p 0.00018"));
}

RunData two_equivalent_models(std::uint64_t bytes_of_b) {
  RunData data = empty_run(60);
  std::vector<int> a;
  std::vector<int> b;
  for (int i = 0; i < 60; ++i) {
    a.push_back(i % 6 == 0 ? 100 : 90);
    b.push_back(i % 6 == 1 ? 100 : 90);
  }
  a[59] = 100;
  fixture::add_model(data, "a", 3000'000'000, a, 50);
  fixture::add_model(data, "b", bytes_of_b, b, 80);
  return data;
}

TEST(Advise, EquivalentModelsAreAllRecommendedTheSmallestFirst) {
  const Advice got = advice_of(two_equivalent_models(2000'000'000));
  EXPECT_EQ(got.model, "b");
  EXPECT_TRUE(got.decided);
  EXPECT_EQ(got.statement,
            "b (91.7 points) is shown to be within 5 points of a (91.8 points), which has the highest "
            "mean. b has the smallest file.");
  EXPECT_THAT(fixture::of(got, Standing::recommended), ElementsAre("a", "b"));
}

TEST(Advise, OfFilesThatPrintAlikeNoneIsCalledTheSmallest) {
  EXPECT_THAT(advice_of(two_equivalent_models(3000'000'001)).statement, HasSubstr("Any of them will do."));
}

TEST(Advise, AFileOfUnknownSizeIsNotCalledLarger) {
  RunData data = two_equivalent_models(2000'000'000);
  data.manifest.models[0].gguf.reset();
  EXPECT_THAT(advice_of(data).statement, HasSubstr("Any of them will do."));
}

TEST(Advise, OneModelIsNoChoice) {
  RunData data = empty_run(15);
  fixture::add_model(data, "only", 1000'000'000, fixture::kAesSedai, 50);
  const Advice got = advice_of(data);
  EXPECT_THAT(got.statement, HasSubstr("nothing to choose between"));
  EXPECT_EQ(got.model, "only");
}

TEST(Advise, NothingSolvedRecommendsNothing) {
  RunData data = empty_run(15);
  fixture::add_model(data, "a", 1000'000'000, std::vector<int>(15, 0), 50);
  const Advice got = advice_of(data);
  EXPECT_THAT(got.refusal, HasSubstr("no model solved a single task"));
  EXPECT_EQ(got.model, "");
}

TEST(Advise, WhatTooFewIterationsHaveSolvedIsNoRecommendation) {
  RunData data = empty_run(6);
  fixture::add_model(data, "a", 1000'000'000, std::vector<int>(6, 0), 50);
  fixture::add_model(data, "short", 1000'000'000, {90, 90}, 50);
  EXPECT_EQ(advice_of(data).refusal, "no model with enough iterations solved a single task");
}

TEST(Advise, TheLastOneWithinTheLimitsIsNotCalledTheOnlyOneThereWas) {
  RunData data = empty_run(15);
  fixture::add_model(data, "small", 1000'000'000, fixture::kAesSedai, 50);
  fixture::add_model(data, "large", 9000'000'000, fixture::kBartowski, 50);
  EXPECT_EQ(make_report(data, {.bounds = {{"size", 2e9}}}).advice.statement,
            "small (85.7 points) is the only model that is left.");
}

// `base`, and another that scores less by `less(i)` in iteration i.
RunData scores_below(int iterations, double (*less)(int)) {
  RunData data;
  data.manifest.suites = fixture::ladder_manifest(1).suites;
  data.manifest.iterations = iterations;
  for (const std::string id : {"base", "other"}) {
    core::ModelFacts facts;
    facts.model.id = id;
    data.manifest.models.push_back(facts);
    for (int i = 1; i <= iterations; ++i)
      data.scores.push_back({id, i, 75.0 + 5 * (i % 3) - (id == "other" ? less(i) : 0)});
  }
  return data;
}

TEST(Advise, ASmallButShownDifferenceIsSaidToBeSmall) {
  const Advice got = advice_of(scores_below(30, [](int i) { return 1.0 + i % 3; }));
  EXPECT_EQ(got.model, "base");
  EXPECT_EQ(got.models.at(1).reason, "scored 2.0 points less than base, but by less than 5 points.");
}

TEST(Advise, EqualMeansAreNeitherLessNorMore) {
  const Advice got = advice_of(scores_below(12, [](int i) { return i % 2 == 0 ? 15.0 : -15.0; }));
  EXPECT_THAT(got.models.at(1).reason, HasSubstr("scored the same as base on average, which may be chance."));
  EXPECT_THAT(got.statement, HasSubstr("cannot be told apart: either may be the best."));
}

TEST(Advise, FourIterationsAreTooFew) {
  RunData data = empty_run(4);
  fixture::add_model(data, "a", 1000'000'000, {90, 90, 90, 90}, 50);
  EXPECT_THAT(advice_of(data).refusal, HasSubstr("no verdict is possible below 5"));
}

TEST(Advise, FifteenCopiesOfOneIterationAreTooFew) {
  RunData data = empty_run(15);
  fixture::add_model(data, "a", 1000'000'000, std::vector<int>(15, 90), 50);
  for (core::Record& record : data.records) record.answered().generation->text_sha256 = record.cell.item;
  EXPECT_THAT(advice_of(data).refusal, HasSubstr("distinct complete iterations"));
}

TEST(Advise, NoCompleteIterationRecommendsNothing) {
  RunData data = empty_run(6);
  data.manifest.models.push_back(fixture::ladder_model("a", 1000));
  for (int i = 1; i <= 6; ++i) data.records.push_back(RecordBuilder("a", "L3", i));
  EXPECT_THAT(advice_of(data).refusal, HasSubstr("no model has a complete iteration"));
}

TEST(Advise, ModelsLeftOutAreNamedWithTheReason) {
  RunData data = empty_run(15);
  fixture::add_model(data, "a", 1000'000'000, fixture::kAesSedai, 50);
  fixture::add_model(data, "short", 1000'000'000, {90, 90}, 50);
  fixture::add_model(data, "none", 1000'000'000, {}, 50);
  const Advice got = advice_of(data);
  EXPECT_EQ(got.models.at(1).standing, Standing::no_verdict);
  EXPECT_THAT(got.models[1].reason, HasSubstr("fewer than 5 distinct complete iterations"));
  EXPECT_EQ(got.models.at(2).standing, Standing::not_measured);
  EXPECT_THAT(got.models[2].reason, HasSubstr("no cell was run"));
}

}  // namespace
}  // namespace quantladder::report
