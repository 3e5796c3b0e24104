// The recommendation beside the comparison that the run declared: one report must not say two things.
#include <gmock/gmock.h>

#include "ladder_fixture.h"
#include "quantladder/report/recommend.h"
#include "quantladder/report/summary.h"

namespace quantladder::report {
namespace {

using testing::Contains;
using testing::HasSubstr;
using testing::Not;

const std::vector<int> kBest{90, 100, 90, 100, 100, 90, 100};
const std::vector<int> kShipped{90, 90, 90, 75, 90, 90, 100};

// Seven pairs: three declared comparisons can be decided (Holm p 0.047), all six pairs cannot (0.094).
RunData seven_iterations() {
  RunData data;
  data.facts = fixture::ladder_facts(7);
  data.facts.baseline = "shipped";
  fixture::add_model(data, "best", 4000'000'000, kBest, 40);
  fixture::add_model(data, "shipped", 3000'000'000, kShipped, 50);
  fixture::add_model(data, "small", 2000'000'000, {65, 40, 65, 40, 40, 65, 40}, 80);
  fixture::add_model(data, "tiny", 1000'000'000, {40, 40, 65, 40, 40, 40, 65}, 120);
  return data;
}

std::string pick_of(const Recommendation& recommendation, const std::string& use_case) {
  for (const Pick& pick : recommendation.picks) {
    if (pick.use_case == use_case) return pick.model;
  }
  return "none";
}

TEST(RecommendDeclared, WhatTheBaselineIsShownToBeatIsNoPick) {
  const Summary summary = make_summary(seven_iterations());
  ASSERT_EQ(summary.comparison->pairs.at(2).decision.better, stats::Side::b) << "tiny, against the baseline";
  EXPECT_EQ(summary.recommendation.model, "best");
  EXPECT_EQ(pick_of(summary.recommendation, "fastest"), "shipped");
  EXPECT_EQ(pick_of(summary.recommendation, "smallest"), "shipped");
}

TEST(RecommendDeclared, WhatTheBaselineIsShownToBeatIsToldApartFromTheContenders) {
  const std::string statement = make_summary(seven_iterations()).recommendation.statement;
  EXPECT_THAT(statement, HasSubstr("not told from shipped 89.3 [69.6, 94.7]. "));
  EXPECT_THAT(statement, HasSubstr("small 50.7 [37.2, 64.4], tiny 47.1 [34.8, 61.3] are shown to be worse than the "
                                   "baseline shipped by the comparison declared before the run"));
}

// The baseline is beyond the limits, so that it is better is no reason to leave out what is within them.
TEST(RecommendDeclared, ABaselineThatIsRuledOutByLimitsRulesOutNothing) {
  const RunData data = seven_iterations();
  const Recommendation got = recommend(data, make_summary(data), {.max_size_bytes = 2.5e9});
  EXPECT_EQ(got.model, "small");
  ASSERT_FALSE(got.picks.empty());
  EXPECT_THAT(got.picks.back().model, "tiny");
}

TEST(RecommendDeclared, ADecidedComparisonOfTheBestWithTheBaselineIsQuoted) {
  RunData data;
  data.facts = fixture::ladder_facts(7);
  data.facts.baseline = "shipped";
  fixture::add_model(data, "best", 4000'000'000, {100, 100, 90, 100, 100, 90, 100}, 40);
  fixture::add_model(data, "shipped", 3000'000'000, {65, 40, 65, 40, 40, 65, 40}, 50);
  fixture::add_model(data, "other", 2000'000'000, {90, 100, 90, 90, 100, 90, 90}, 45);
  fixture::add_model(data, "third", 2000'000'000, {100, 90, 90, 100, 90, 90, 75}, 45);
  const Recommendation got = make_summary(data).recommendation;
  EXPECT_EQ(got.model, "best");
  EXPECT_THAT(got.not_told_apart, Contains("shipped"));
  EXPECT_THAT(got.statement,
              HasSubstr("Its comparison with the baseline shipped, declared before the run, is decided: best better."));
}

TEST(RecommendDeclared, ABaselineThatTheBestIsShownToBeatIsNoPick) {
  RunData data;
  data.facts = fixture::ladder_facts(7);
  data.facts.baseline = "shipped";
  fixture::add_model(data, "best", 4000'000'000, {100, 100, 90, 100, 100, 90, 100}, 40);
  fixture::add_model(data, "shipped", 1000'000'000, {65, 40, 65, 40, 40, 65, 40}, 150);
  fixture::add_model(data, "other", 2000'000'000, {90, 100, 90, 90, 100, 90, 90}, 45);
  fixture::add_model(data, "third", 2000'000'000, {100, 90, 90, 100, 90, 90, 75}, 45);
  const Recommendation got = make_summary(data).recommendation;
  EXPECT_EQ(pick_of(got, "fastest"), "other");
  EXPECT_EQ(pick_of(got, "smallest"), "other");
}

TEST(RecommendDeclared, AnUndecidedComparisonWithTheBaselineIsNotQuoted) {
  EXPECT_THAT(make_summary(seven_iterations()).recommendation.statement, Not(HasSubstr("is decided")));
}

}  // namespace
}  // namespace quantladder::report
