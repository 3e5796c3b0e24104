#include "quantladder/stats/power.h"

#include <gtest/gtest.h>

#include <cmath>

#include "stats/nan.h"
#include "stats/reference_pairs.h"

namespace quantladder::stats {
namespace {

TEST(MinimumDetectableEffect, MatchesReferenceValues) {
  for (const auto& row : reference::kPairs) EXPECT_NEAR(*minimum_detectable_effect(row.sd, 15), row.mde, 1e-6);
}

TEST(MinimumDetectableEffect, MatchesTabulatedMultipliers) {
  const std::pair<int, double> rows[] = {{2, 9.957893},  {5, 1.662476},  {8, 1.152815},  {10, 0.994714},
                                         {15, 0.777912}, {20, 0.660529}, {30, 0.529360}, {60, 0.367772}};
  for (const auto& [n, multiplier] : rows) EXPECT_NEAR(*minimum_detectable_effect(1, n), multiplier, 1e-6);
}

TEST(MinimumDetectableEffect, NoSpreadOrOnePairIsUnknown) {
  EXPECT_FALSE(minimum_detectable_effect(0, 15));
  EXPECT_FALSE(minimum_detectable_effect(20, 1));
  EXPECT_FALSE(minimum_detectable_effect(kNan, 15));
}

TEST(PairsNeeded, MatchesReferenceValues) {
  for (const auto& row : reference::kPairs) EXPECT_EQ(*pairs_needed(row.sd, 5), row.n_needed);
}

TEST(PairsNeeded, NothingForNoDifferenceOrNoSpread) {
  EXPECT_FALSE(pairs_needed(20, 0));
  EXPECT_FALSE(pairs_needed(0, 5));
  EXPECT_FALSE(pairs_needed(1e9, 1e-9));
}

// Simulated with real ladders, whose differences are not normal: within 4 %.
TEST(PairsForTest, AgreesWithSimulatedLadders) {
  EXPECT_NEAR(*pairs_for_test(5, 21.6), 148, 6);
  EXPECT_NEAR(*pairs_for_test(10, 22.7), 43, 2);
  EXPECT_NEAR(*pairs_for_test(20, 24.2), 14, 1);
}

TEST(PairsForEquivalence, AgreesWithSimulatedLadders) {
  const double sd = std::sqrt(2.0) * 14.23;
  EXPECT_NEAR(*pairs_for_equivalence(sd, 5), 141, 3);
  EXPECT_NEAR(*pairs_for_equivalence(sd, 10), 36, 1);
}

TEST(PowerOfTest, IsAlphaWithoutADifference) { EXPECT_NEAR(*power_of_test(0, 20, 15), 0.05, 1e-6); }

// Noncentral t, statsmodels TTestPower: effect 0.5, n 15 and 30.
TEST(PowerOfTest, MatchesTheNoncentralT) {
  EXPECT_NEAR(*power_of_test(10, 20, 15), 0.4379, 2e-4);
  EXPECT_NEAR(*power_of_test(10, 20, 30), 0.7540, 2e-4);
}

TEST(PowerOfEquivalence, FifteenPairsCannotShowFivePoints) { EXPECT_LT(*power_of_equivalence(0, 20, 15, 5), 0.01); }

TEST(PowerOfEquivalence, IsAlphaAtTheMarginWithManyPairs) {
  EXPECT_NEAR(*power_of_equivalence(5, 20, 500, 5), 0.05, 1e-3);
}

TEST(SmallestMargin, IsWhatTheSamePairsCanShow) {
  const double margin = *smallest_margin(20, 60);
  EXPECT_NEAR(*power_of_equivalence(0, 20, 60, margin), 0.80, 2e-3);
}

TEST(AssumedSd, OfIndependentLevels) {
  const AssumedLevel levels[] = {{25, 0.5}, {10, 0.1}};
  EXPECT_NEAR(*assumed_score_sd(levels), std::sqrt(625 * 0.25 + 100 * 0.09), 1e-12);
  EXPECT_NEAR(*assumed_difference_sd(10, 10, 0.5), 10, 1e-12);
}

TEST(AssumedSd, RefusesImpossibleAssumptions) {
  const AssumedLevel level[] = {{25, 1.5}};
  EXPECT_FALSE(assumed_score_sd(level));
  EXPECT_FALSE(assumed_difference_sd(10, 10, 2));
}

// chi2.ppf(.2, 14) = 9.4673, chi2.ppf(.2, 4) = 1.6488
TEST(PilotSd, UpperLimitIsCloseToTheChiSquareLimit) {
  EXPECT_NEAR(*pilot_sd_upper(20, 15), 20 * std::sqrt(14 / 9.4673), 0.1);
  EXPECT_NEAR(*pilot_sd_upper(20, 5), 20 * std::sqrt(4 / 1.6488), 0.3);
  EXPECT_FALSE(pilot_sd_upper(0, 15));
}

TEST(PlanPower, FiveIterationsCanNeverClaimAnything) {
  EXPECT_EQ(plan_power(20, 10, 5, 5).fewest_for_any_claim, 6);
  EXPECT_EQ(plan_power(20, 10, 5, 5, 3).fewest_for_any_claim, 7);
}

TEST(PlanPower, BelowTheFewestPairsThereIsNoPowerWhateverTheDifference) {
  const auto plan = plan_power(1, 50, 5, 5);
  EXPECT_EQ(plan.power_to_find, 0);
  EXPECT_EQ(plan.detectable, std::nullopt);
  EXPECT_EQ(plan.pairs_to_find, 6);
}

TEST(PlanPower, BelowFivePairsThereIsNoVerdictAtAll) {
  EXPECT_EQ(plan_power(1, 50, 50, 4).power_to_equate, 0);
  EXPECT_EQ(plan_power(1, 50, 50, 4).pairs_to_equate, 5);
  EXPECT_EQ(fewest_for_any_claim(1, 0.5), 5);
}

TEST(PlanPower, MoreComparisonsNeedMorePairs) {
  const auto one = plan_power(20, 10, 5, 15);
  const auto six = plan_power(20, 10, 5, 15, 6);
  EXPECT_GT(*six.pairs_to_find, *one.pairs_to_find);
  EXPECT_LT(*six.power_to_find, *one.power_to_find);
}

TEST(PlanPower, WithoutSpreadNothingIsKnown) {
  const auto plan = plan_power(0, 10, 5, 15);
  EXPECT_FALSE(plan.power_to_find);
  EXPECT_FALSE(plan.pairs_to_equate);
  EXPECT_FALSE(plan.detectable);
}

}  // namespace
}  // namespace quantladder::stats
