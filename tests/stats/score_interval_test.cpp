#include "quantladder/stats/score_interval.h"

#include <gtest/gtest.h>

#include <limits>

#include "stats/reference_scores.h"

namespace quantladder::stats {
namespace {

using reference::ladder;

struct Row {
  std::vector<double> scores;
  std::vector<double> passes;
  Interval interval;
  double design_effect;
};

const Row kRows[] = {
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
  for (const Row& row : kRows) {
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

TEST(ScoreInterval, FallsBackBelowTenIterations) {
  const auto got = score_interval({{90, 90, 65, 90, 100}, ladder({4, 5, 5, 5, 1}, 5)});
  EXPECT_EQ(got->method, ScoreMethod::mover_jeffreys);
  EXPECT_NEAR(got->interval.lo, 67.32233169749364, 1e-6);
  EXPECT_EQ(got->fallback_reason, "5 iterations, fewer than 10");
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
  EXPECT_GT(five->interval.width(), 1.3 * all->interval.width());
  EXPECT_EQ(five->fallback_reason, "only 5 of 15 iterations differ from each other");
}

TEST(ScoreInterval, FifteenCopiesOfOneIterationAreWorthOne) {
  const auto got = score_interval({std::vector<double>(15, 90), ladder({15, 15, 15, 15, 0}, 15), 1});
  EXPECT_NEAR(got->interval.lo, 50.8990040748872, 1e-6);
  EXPECT_NEAR(got->interval.hi, 98.53253683690424, 1e-6);
}

TEST(ScoreInterval, OffTheLatticeItResamplesAndSaysSo) {
  const double third = 100.0 / 3;
  std::vector<double> scores;
  for (int i = 0; i < 12; ++i) scores.push_back(third * (i % 4));
  const auto got = score_interval({scores, {{6, 12, third}, {6, 12, third}, {6, 12, third}}});
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
  EXPECT_EQ(to_id(ScoreMethod::expanded_bca), "expanded_bca");
  EXPECT_EQ(to_id(ScoreMethod::mover_jeffreys), "mover_jeffreys");
}

}  // namespace
}  // namespace quantladder::stats
