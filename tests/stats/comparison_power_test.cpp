// What a comparison could have found, and how low its p could have been.
#include <gtest/gtest.h>

#include "quantladder/stats/comparison.h"
#include "quantladder/stats/power.h"
#include "stats/compare_one.h"
#include "stats/reference_pairs.h"

namespace quantladder::stats {
namespace {

using List = std::vector<double>;
using reference::series_of;

TEST(CompareFamily, APairHasThePublishedMinimumDetectableEffectAloneAndInItsFamily) {
  const auto family = compare_family(published());
  for (std::size_t i = 0; i < family.size(); ++i) {
    const auto& row = reference::kPairs[i];
    EXPECT_NEAR(*compare_one(series_of(row.a), series_of(row.b)).mde, row.mde, 1e-6);
    EXPECT_NEAR(*family[i].mde, row.mde, 1e-6);
    EXPECT_EQ(family[i].n_needed, row.n_needed);
  }
}

TEST(CompareFamily, ThePairsNeededInTheFamilyReachThePowerThatTheyAreNamedFor) {
  for (const auto& c : compare_family(published())) {
    EXPECT_GE(*power_of_test(5, *c.sd, *c.n_needed_in_family, 0.05 / 3), 0.8);
    EXPECT_LT(*power_of_test(5, *c.sd, *c.n_needed_in_family - 1, 0.05 / 3), 0.8);
  }
}

// p cannot fall below 2 / 2^5, whatever the difference.
TEST(CompareFamily, PairsThatCannotDecideDetectNothing) {
  const List a{510, 520, 530, 515, 525, 540}, b{410, 405, 420, 400, 415, 430};
  const auto of_first = [&](std::size_t n) {
    return compare_one({.values = List(a.begin(), a.begin() + n)}, {.values = List(b.begin(), b.begin() + n)},
                       {.scale = Scale::log_ratio});
  };
  EXPECT_FALSE(of_first(4).mde);
  EXPECT_FALSE(of_first(5).mde);
  EXPECT_TRUE(of_first(6).mde);
}

TEST(CompareFamily, NoPairsAreCalledNeededWhereNothingIsSaidOfWhatCouldBeDetected) {
  const auto nine = compare_one(series_of({90, 65, 90, 100, 75, 90, 65, 40, 90}), series_of(List(9, 65)));
  EXPECT_FALSE(nine.mde);
  EXPECT_FALSE(nine.n_needed || nine.n_needed_in_family);
  const auto four =
      compare_one({.values = {51, 53, 52, 50}}, {.values = {41, 40, 42, 40}}, {.scale = Scale::log_ratio});
  EXPECT_FALSE(four.n_needed || four.n_needed_in_family);
}

// Two against two: p is at least 1/3; six against six: 2 of 924.
TEST(CompareFamily, UnpairedSpeedsDetectSomethingOnceTheyCanDecide) {
  const FamilyOptions log{.scale = Scale::log_ratio};
  EXPECT_FALSE(compare_one({.values = {51, 53, 52}}, {.values = {41, 40, 42}}, log, Pairing::unpaired).mde);
  EXPECT_TRUE(
      compare_one({.values = {51, 53, 52, 50, 54, 55}}, {.values = {41, 40, 42, 43, 39, 44}}, log, Pairing::unpaired)
          .mde);
}

TEST(CompareFamily, NeverNamesFewerPairsThanAnyClaimTakes) {
  const Series a{.values = {90, 91, 90, 92, 90, 91, 90, 92, 90, 91}};
  const Series b{.values = {90, 90, 91, 90, 91, 90, 90, 91, 90, 91}};
  const auto got = compare_one(a, b, {.margin = 50, .declared = 3});
  EXPECT_EQ(got.n_needed, 7);
}

// The sign flip of this pair alone could still reach 2 / 2^6; the two others are far below.
TEST(CompareFamily, TheLowestHolmPTakesTheOthersAsTheyAre) {
  const List low{40, 40, 40, 40, 40, 40, 40, 40, 40, 40}, high{90, 100, 90, 90, 100, 90, 90, 90, 100, 90};
  const List like{90, 100, 90, 90, 100, 65, 100, 100, 90, 100};  // six differences, in both directions
  const std::vector<PairInput> pairs{{"low", "high", series_of(low), series_of(high)},
                                     {"lower", "high", series_of(low), series_of(high)},
                                     {"like", "high", series_of(like), series_of(high)}};
  const auto got = compare_family(pairs);
  ASSERT_LT(*got[0].p, 0.01);
  ASSERT_GT(*got[2].p, *got[2].p_floor);
  EXPECT_NEAR(*got[2].p_holm_floor, *got[2].p_floor, 1e-12) << "not three times that";
}

TEST(CompareFamily, TheLowestHolmPIsNoLowerThanHolmAllowsTheSmallestOfAll) {
  const auto got = compare_family(published());
  for (const auto& c : got) EXPECT_NEAR(*c.p_holm_floor, 3 * *c.p_floor, 1e-12);
}

}  // namespace
}  // namespace quantladder::stats
