#include "quantladder/stats/score_interval.h"

#include <gtest/gtest.h>

#include <limits>

#include "stats/reference_scores.h"

namespace quantladder::stats {
namespace {

using reference::ladder;

struct ScoreRow {
  std::vector<double> scores;
  std::vector<double> passes;
  Interval interval;
  double design_effect;
};

const ScoreRow kScoreRows[] = {
    {reference::kAesSedai, {13, 14, 15, 15, 1}, {74.14942224929916, 90.3725023565134}, 1.6723484848484849},
    {reference::kBartowski, {11, 15, 15, 15, 2}, {76.05633542699857, 89.48315731853182}, 1.0},
    {reference::kUnsloth, {10, 15, 15, 15, 3}, {74.1017798874532, 89.62718056330716}, 1.2152080344332847},
    {std::vector<double>(15, 90), {15, 15, 15, 15, 0}, {83.04288654105238, 91.51816662114398}, 1},
    {std::vector<double>(15, 100), {15, 15, 15, 15, 15}, {92.87916735414841, 100}, 1},
    {std::vector<double>(15, 0), {0, 0, 0, 0, 0}, {0, 7.120832645851594}, 1},
    {std::vector<double>(5, 100), {5, 5, 5, 5, 5}, {82.2056347284381, 100}, 1},
    {{90, 90, 65, 90, 100}, {4, 5, 5, 5, 1}, {67.32233169749364, 93.68003077357332}, 1.1724137931034482},
    {{90}, {1, 1, 1, 1, 0}, {50.8990040748872, 98.53253683690424}, 1},
};

TEST(MoverJeffreys, MatchesReferenceValues) {
  for (const ScoreRow& row : kScoreRows) {
    const auto got = mover_jeffreys(row.scores, ladder(row.passes, static_cast<double>(row.scores.size())));
    ASSERT_TRUE(got);
    EXPECT_NEAR(got->interval.lo, row.interval.lo, 1e-6);
    EXPECT_NEAR(got->interval.hi, row.interval.hi, 1e-6);
    EXPECT_NEAR(got->design_effect, row.design_effect, 1e-6);
  }
}

TEST(MoverJeffreys, NeedsScoresLevelsAndTrials) {
  EXPECT_FALSE(mover_jeffreys(std::vector<double>{}, ladder({0, 0, 0, 0, 0}, 1)));
  EXPECT_FALSE(mover_jeffreys(std::vector<double>{90}, std::vector<LevelCount>{}));
  EXPECT_FALSE(mover_jeffreys(std::vector<double>{90}, ladder({0, 0, 0, 0, 0}, 0)));
}

TEST(ScoreInterval, UsesExpandedBcaWhereItIsTrustworthy) {
  const auto got = score_interval({reference::kBartowski, ladder({11, 15, 15, 15, 2}, 15)});
  EXPECT_EQ(got->method, ScoreMethod::expanded_bca);
  EXPECT_NEAR(got->interval.lo, 77, 1e-9);
  EXPECT_NEAR(got->interval.hi, 89.66666666666667, 1e-9);
  EXPECT_EQ(got->fallback_reason, "");
  EXPECT_TRUE(got->exact);
}

// Computed independently in Python, from the Beta quantiles up.
struct FewScoreRow {
  std::vector<double> scores;
  std::vector<double> passes;
  Interval interval;
  double correlation;
};

const FewScoreRow kFewScoreRows[] = {
    {{90}, {1, 1, 1, 1, 0}, {13.207168467861777, 98.53253683690424}, 1},
    {{100, 65}, {1, 2, 2, 2, 1}, {23.78564562112483, 97.87094034279659}, 1},
    {{100, 65, 40}, {1, 2, 3, 3, 1}, {24.351239329044198, 92.84554615577686}, 1},
    {{90, 90, 65, 90, 100}, {4, 5, 5, 5, 1}, {54.88543555768902, 94.96628312740043}, 0.6677829865332209},
    {{100, 100, 100, 100, 100}, {5, 5, 5, 5, 5}, {73.71598057230906, 100}, 1.0 / 3},
    {{40, 100, 40, 100, 65, 100, 40}, {3, 4, 7, 7, 3}, {39.02533195348112, 88.32085079855446}, 1},
    {{65, 90, 90, 65, 90, 90, 100, 90, 90},
     {7, 9, 9, 9, 1},
     {67.3047977607782, 91.77052612542046},
     0.40928348219658073},
};

std::string few_text(std::size_t n) {
  return std::to_string(n) + (n == 1 ? " iteration" : " iterations") + ", fewer than 10";
}

TEST(CorrelatedMover, MatchesReferenceValues) {
  for (const FewScoreRow& row : kFewScoreRows) {
    const auto n = static_cast<double>(row.scores.size());
    const auto got = correlated_mover(row.scores, ladder(row.passes, n), n);
    ASSERT_TRUE(got);
    EXPECT_NEAR(got->interval.lo, row.interval.lo, 1e-6);
    EXPECT_NEAR(got->interval.hi, row.interval.hi, 1e-6);
    EXPECT_NEAR(got->correlation, row.correlation, 1e-9);
  }
}

TEST(CorrelatedMover, OneLevelHasNobodyToGoTogetherWith) {
  const std::vector<double> scores{10, 0, 10, 10, 0};
  const std::vector<LevelCount> levels{{3, 5, 10}};
  const auto few = correlated_mover(scores, levels, 5);
  const auto apart = mover_jeffreys(scores, levels);
  EXPECT_NEAR(few->interval.lo, apart->interval.lo, 1e-9);
  EXPECT_NEAR(few->interval.hi, apart->interval.hi, 1e-9);
}

// Twenty equal levels, one failed once: r = 0, r0 = 4/19, rho = 2 r0 / 6.
TEST(CorrelatedMover, ManyLevelsAreTakenToDependLess) {
  std::vector<LevelCount> levels(20, {5, 5, 5});
  levels[0].passed = 4;
  const auto got = correlated_mover(std::vector<double>{100, 95, 100, 100, 100}, levels, 5);
  EXPECT_NEAR(got->correlation, 2.0 * 4 / 19 / 6, 1e-9);
  EXPECT_NEAR(got->interval.lo, 85.9556412823353, 1e-6);
  EXPECT_NEAR(got->interval.hi, 99.88743617000297, 1e-6);
}

TEST(CorrelatedMover, NeedsScoresLevelsAndTrials) {
  EXPECT_FALSE(correlated_mover(std::vector<double>{}, ladder({0, 0, 0, 0, 0}, 1), 1));
  EXPECT_FALSE(correlated_mover(std::vector<double>{90}, std::vector<LevelCount>{}, 1));
  EXPECT_FALSE(correlated_mover(std::vector<double>{90}, ladder({0, 0, 0, 0, 0}, 0), 0));
}

TEST(ScoreInterval, UpToNineIterationsItAllowsForLevelsThatGoTogether) {
  for (const FewScoreRow& row : kFewScoreRows) {
    const auto got = score_interval({row.scores, ladder(row.passes, static_cast<double>(row.scores.size()))});
    EXPECT_EQ(got->method, ScoreMethod::mover_jeffreys);
    EXPECT_NEAR(got->interval.lo, row.interval.lo, 1e-6);
    EXPECT_NEAR(got->interval.hi, row.interval.hi, 1e-6);
    EXPECT_NEAR(*got->level_correlation, row.correlation, 1e-9);
    EXPECT_EQ(got->fallback_reason, few_text(row.scores.size()));
  }
}

TEST(ScoreInterval, OneIterationIsWiderThanTwo) {
  const auto one = score_interval({{90}, ladder({1, 1, 1, 1, 0}, 1)});
  const auto two = score_interval({{90, 90}, ladder({2, 2, 2, 2, 0}, 2)});
  EXPECT_GT(one->interval.width(), two->interval.width());
}

TEST(ScoreInterval, FromTenToFourteenItPassesOverToTheBootstrap) {
  const auto first = [](std::ptrdiff_t n) {
    return std::vector<double>(reference::kBartowski.begin(), reference::kBartowski.begin() + n);
  };
  const auto ten = score_interval({first(10), ladder({8, 10, 10, 10, 1}, 10)});
  EXPECT_EQ(ten->method, ScoreMethod::blended);
  EXPECT_NEAR(ten->interval.lo, 70.56175422916264, 1e-6);
  EXPECT_NEAR(ten->interval.hi, 91.64613890463816, 1e-6);
  EXPECT_EQ(ten->fallback_reason, "10 iterations, fewer than 15");
  const auto twelve = score_interval({first(12), ladder({9, 12, 12, 12, 1}, 12)});
  EXPECT_NEAR(twelve->interval.lo, 72.95245766519608, 1e-6);
  EXPECT_NEAR(twelve->interval.hi, 90.54519826484344, 1e-6);
}

TEST(ScoreInterval, FromTenToFourteenEqualScoresStayWithMover) {
  const auto got = score_interval({std::vector<double>(12, 90), ladder({12, 12, 12, 12, 0}, 12)});
  EXPECT_EQ(got->method, ScoreMethod::mover_jeffreys);
  EXPECT_NEAR(got->interval.lo, 80.65981431586057, 1e-6);
  EXPECT_NEAR(got->interval.hi, 91.85305938312489, 1e-6);
  EXPECT_EQ(got->fallback_reason, "all scores are equal");
}

TEST(ScoreInterval, FallsBackWhenScoresHardlyVary) {
  std::vector<double> scores(15, 90);
  const auto equal = score_interval({scores, ladder({15, 15, 15, 15, 0}, 15)});
  EXPECT_EQ(equal->fallback_reason, "all scores are equal");
  EXPECT_GT(equal->interval.width(), 8);
  scores[0] = scores[1] = 100;
  const auto two = score_interval({scores, ladder({15, 15, 15, 15, 2}, 15)});
  EXPECT_EQ(two->fallback_reason, "only 2 iterations off the most frequent score, fewer than 3");
}

TEST(ScoreInterval, RepeatedIterationsCountOnce) {
  const auto all = score_interval({reference::kBartowski, ladder({11, 15, 15, 15, 2}, 15), 15});
  const auto five = score_interval({reference::kBartowski, ladder({11, 15, 15, 15, 2}, 15), 5});
  EXPECT_EQ(five->method, ScoreMethod::mover_jeffreys);
  EXPECT_EQ(five->effective_n, 5);
  EXPECT_NEAR(five->interval.lo, 58.98076305061006, 1e-6);
  EXPECT_NEAR(five->interval.hi, 92.78928445894147, 1e-6);
  EXPECT_GT(five->interval.width(), 1.3 * all->interval.width());
  EXPECT_EQ(five->fallback_reason, "only 5 of 15 iterations differ from each other");
}

TEST(ScoreInterval, FifteenCopiesOfOneIterationAreWorthOne) {
  const auto got = score_interval({std::vector<double>(15, 90), ladder({15, 15, 15, 15, 0}, 15), 1});
  EXPECT_NEAR(got->interval.lo, 13.207168467861777, 1e-6);
  EXPECT_NEAR(got->interval.hi, 98.53253683690424, 1e-6);
}

TEST(ScoreInterval, OffTheLatticeItResamplesAndSaysSo) {
  const double third = 100.0 / 3;
  std::vector<double> scores;
  for (int i = 0; i < 16; ++i) scores.push_back(third * (i % 4));
  const auto got = score_interval({scores, {{8, 16, third}, {8, 16, third}, {8, 16, third}}});
  EXPECT_EQ(got->method, ScoreMethod::expanded_bca);
  EXPECT_FALSE(got->exact);
  EXPECT_TRUE(got->interval.contains(50));
}

TEST(ScoreInterval, NothingWithoutScoresOrWithNan) {
  EXPECT_FALSE(score_interval({{}, ladder({0, 0, 0, 0, 0}, 0)}));
  EXPECT_FALSE(score_interval({{std::numeric_limits<double>::quiet_NaN()}, ladder({0, 0, 0, 0, 0}, 1)}));
  EXPECT_FALSE(score_interval({{90}, ladder({1, 1, 1, 1, 0}, 1)}, 1.0));
}

TEST(ScoreMethod, HasStableIds) {
  EXPECT_EQ(core::to_id(ScoreMethod::expanded_bca), "expanded_bca");
  EXPECT_EQ(core::to_id(ScoreMethod::mover_jeffreys), "mover_jeffreys");
  EXPECT_EQ(core::to_id(ScoreMethod::blended), "blended");
}

}  // namespace
}  // namespace quantladder::stats
