#include "quantladder/stats/paired.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "quantladder/stats/equivalence.h"
#include "stats/nan.h"
#include "stats/reference_pairs.h"

namespace quantladder::stats {
namespace {

using List = std::vector<double>;
using reference::pairs_of;
using reference::pairs_with;
using reference::series_of;

TEST(PairedInterval, ExpandedPercentileMatchesReferenceValues) {
  for (const auto& row : reference::kPairs) {
    const auto got = paired_interval(pairs_of(row.a, row.b));
    EXPECT_EQ(got.method, DifferenceMethod::expanded_percentile);
    EXPECT_TRUE(got.exact);
    EXPECT_NEAR(got.interval->lo, row.expanded_percentile.lo, 1e-9);
    EXPECT_NEAR(got.interval->hi, row.expanded_percentile.hi, 1e-9);
  }
}

TEST(PairedInterval, MoverDifferenceMatchesReferenceValues) {
  for (const auto& row : reference::kPairs) {
    const auto got = mover_difference(pairs_of(row.a, row.b));
    EXPECT_NEAR(got->lo, row.mover.lo, 1e-6);
    EXPECT_NEAR(got->hi, row.mover.hi, 1e-6);
  }
}

List first(const List& list, std::ptrdiff_t n) { return {list.begin(), list.begin() + n}; }

// The first n of the lists of AesSedai and unsloth. Computed independently in Python, from the Beta and t quantiles and
// the exact bootstrap up.
struct FewRow {
  std::ptrdiff_t n;
  Interval interval;
  DifferenceMethod method;
};

const FewRow kFewRows[] = {
    {1, {-57.395328990296406, 81.1139999978863}, DifferenceMethod::mover_jeffreys},
    {2, {-46.80136688051527, 66.5917975301345}, DifferenceMethod::mover_jeffreys},
    {3, {-52.350397011217694, 46.058307451689465}, DifferenceMethod::mover_jeffreys},
    {5, {-40.397621811346916, 34.747591406821186}, DifferenceMethod::mover_jeffreys},
    {9, {-25.291060880652328, 24.92742924373693}, DifferenceMethod::mover_jeffreys},
    {10, {-18.8737836587433, 23.69406701957415}, DifferenceMethod::blended},
    {12, {-12.333267325551086, 16.566907158751256}, DifferenceMethod::blended},
    {14, {-6.446767624210792, 13.986971143830107}, DifferenceMethod::blended},
    {15, {-7, 11}, DifferenceMethod::expanded_percentile},
};

TEST(PairedInterval, FewPairsAllowForLevelsThatGoTogether) {
  for (const FewRow& row : kFewRows) {
    const auto got = paired_interval(pairs_of(first(reference::kAesSedai, row.n), first(reference::kUnsloth, row.n)));
    EXPECT_NEAR(got.interval->lo, row.interval.lo, 1e-6) << row.n;
    EXPECT_NEAR(got.interval->hi, row.interval.hi, 1e-6) << row.n;
    EXPECT_EQ(got.method, row.method) << row.n;
  }
}

TEST(PairedInterval, FivePerfectRunsOnBothSides) {
  const auto got = paired_interval(pairs_of(List(5, 100), List(5, 100)));
  EXPECT_NEAR(got.interval->lo, -26.284019427688957, 1e-6);
  EXPECT_NEAR(got.interval->hi, 26.284019427688957, 1e-6);
}

TEST(PairedInterval, TenScoresWithoutLevelsHaveTheBootstrapAlone) {
  const auto got = paired_interval(pairs_with({10, 0, 25, 5, 10, -5, 0, 10, 15, 25}));
  EXPECT_EQ(got.method, DifferenceMethod::expanded_percentile);
  EXPECT_EQ(got.reason, "");
}

TEST(PairedInterval, SidesOfOtherLevelsHaveNoMover) {
  Series b = series_of({90, 65});
  b.levels[0].points = 20;
  EXPECT_FALSE(mover_difference(series_of({90, 65}), b));
  EXPECT_FALSE(correlated_difference(series_of({90, 65}), b));
  b.levels.pop_back();
  EXPECT_FALSE(correlated_difference(series_of({90, 65}), b));
}

TEST(PairedInterval, FewPairsFallBackOnTheLevels) {
  const auto got = paired_interval(pairs_of({90, 90, 65, 90, 100}, {90, 65, 65, 90, 90}));
  EXPECT_EQ(got.method, DifferenceMethod::mover_jeffreys);
  EXPECT_EQ(got.reason, "5 pairs, fewer than 10");
}

TEST(PairedInterval, EqualDifferencesNeverHaveZeroWidth) {
  const auto got = paired_interval(pairs_of(List(15, 90), List(15, 90)));
  EXPECT_EQ(got.method, DifferenceMethod::mover_jeffreys);
  EXPECT_EQ(got.reason, "all differences are equal");
  EXPECT_GT(got.interval->width(), 10);
}

TEST(PairedInterval, TwoDifferencesOffTheModeAreTooFew) {
  List a(15, 90);
  a[3] = 100;
  a[7] = 65;
  EXPECT_EQ(paired_interval(pairs_of(a, List(15, 90))).reason,
            "only 2 pairs off the most frequent difference, fewer than 3");
}

TEST(PairedInterval, FewScoresWithoutLevelsHaveNone) {
  const auto got = paired_interval(pairs_with({10, 0, 25}));
  EXPECT_EQ(got.method, DifferenceMethod::none);
  EXPECT_FALSE(got.interval);
  EXPECT_NE(got.reason.find("without the levels"), std::string::npos);
}

TEST(PairedInterval, OnePairHasAMoverInterval) {
  const auto got = paired_interval(pairs_of({90}, {65}));
  EXPECT_EQ(got.method, DifferenceMethod::mover_jeffreys);
  EXPECT_TRUE(got.interval->contains(25));
}

TEST(PairedInterval, NoPairHasNone) { EXPECT_EQ(paired_interval(pairs_with({})).reason, "no pair"); }

TEST(PairedInterval, PartialCreditOffTheLatticeIsResampled) {
  List d;
  for (int i = 0; i < 12; ++i) d.push_back(100.0 / 3 * (i % 4) - 30);
  const auto got = paired_interval(pairs_with(d));
  EXPECT_EQ(got.method, DifferenceMethod::expanded_percentile);
  EXPECT_FALSE(got.exact);
}

TEST(PairedInterval, AThousandPairsStayExact) {
  List d;
  for (int i = 0; i < 1000; ++i) d.push_back(5.0 * ((i * 7919) % 17 - 8));
  const auto got = paired_interval(pairs_with(d));
  EXPECT_TRUE(got.exact);
  EXPECT_NEAR(got.interval->width(), 2 * 1.962 * 24.5 / std::sqrt(1000.0), 0.1);
}

TEST(MakePairs, LeavesOutIterationsThatRepeatOneOnEitherSide) {
  const auto got = make_pairs({.values = {90, 65, 90, 40}, .repeats = {false, false, true, false}},
                              {.values = {90, 90, 90, 90}, .repeats = {false, true, false, false}});
  EXPECT_EQ(got->differences, (List{0, -50}));
  EXPECT_EQ(got->dropped_repeats, 2);
}

TEST(MakePairs, RefusesSidesThatDoNotFit) {
  EXPECT_FALSE(make_pairs({.values = {90, 65}}, {.values = {90}}));
  EXPECT_FALSE(make_pairs({.values = {90, kNan}}, {.values = {90, 65}}));
  EXPECT_FALSE(make_pairs({.values = {90}, .levels = {{"L1", 100, {1, 0}}}}, {.values = {90}}));
  EXPECT_FALSE(make_pairs({.values = {90}, .repeats = {false, true}}, {.values = {90}}));
}

TEST(FirstPairs, CutsScoresLevelsAndDifferencesAlike) {
  const auto got = first_pairs(pairs_of(reference::kAesSedai, reference::kUnsloth), 4);
  EXPECT_EQ(got.differences, (List{25, -10, -25, 0}));
  EXPECT_EQ(got.b.values.size(), 4u);
  EXPECT_EQ(got.a.levels[4].credit.size(), 4u);
}

TEST(UnpairedInterval, IsWelchsWithEnoughIterations) {
  const auto got = unpaired_interval(series_of(reference::kAesSedai), series_of(reference::kUnsloth));
  EXPECT_EQ(got.method, DifferenceMethod::welch_t);
  // scipy.stats: difference 2, se 5.2404..., df 27.988
  EXPECT_NEAR(got.interval->lo + got.interval->hi, 4, 1e-9);
  EXPECT_NEAR(got.interval->width() / 2, 10.7346, 1e-3);
}

TEST(UnpairedInterval, FallsBackOnTheLevels) {
  const auto got = unpaired_interval(series_of({90, 90, 65}), series_of({65, 65, 40, 90}));
  EXPECT_EQ(got.method, DifferenceMethod::mover_jeffreys);
  EXPECT_NEAR(got.interval->lo, -26.249660230130125, 1e-6);
  EXPECT_NEAR(got.interval->hi, 52.46696332169939, 1e-6);
}

TEST(UnpairedInterval, PassesOverToWelchsFromTenOn) {
  const auto got = unpaired_interval(series_of(first(reference::kBartowski, 12)), series_of(reference::kUnsloth));
  EXPECT_EQ(got.method, DifferenceMethod::blended);
  EXPECT_EQ(got.reason, "12 iterations, fewer than 15");
  EXPECT_NEAR(got.interval->lo, -12.048153565330276, 1e-6);
  EXPECT_NEAR(got.interval->hi, 13.602891554487414, 1e-6);
}

TEST(UnpairedInterval, ScoresAloneBelowTenHaveNone) {
  const auto got = unpaired_interval({.values = {90, 90, 65}}, {.values = {65, 65, 40}});
  EXPECT_FALSE(got.interval);
  EXPECT_NE(got.reason, "");
}

TEST(Equivalence, TostMatchesReferenceValues) {
  const double margins[] = {5, 10, 15};
  for (const auto& row : reference::kPairs) {
    for (int i = 0; i < 3; ++i) {
      const auto got = equivalence(pairs_of(row.a, row.b), margins[i]);
      EXPECT_EQ(got.method, EquivalenceMethod::tost);
      EXPECT_NEAR(*got.p, row.tost_p[static_cast<std::size_t>(i)], 1e-9);
    }
  }
}

TEST(Equivalence, FiveTiesAreNotShownEquivalent) {
  const auto got = equivalence(pairs_of(List(5, 90), List(5, 90)), 5);
  EXPECT_EQ(got.method, EquivalenceMethod::mover_jeffreys);
  EXPECT_GT(*got.p, 0.05);
}

TEST(Equivalence, DegeneratePAgreesWithTheNinetyPercentInterval) {
  const auto ties = pairs_of(List(15, 90), List(15, 90));
  const auto interval = *mover_difference(ties, 0.90);
  EXPECT_LT(*equivalence(ties, interval.hi + 0.01).p, 0.05);
  EXPECT_GT(*equivalence(ties, interval.hi - 0.01).p, 0.05);
}

// Computed independently in Python.
TEST(Equivalence, FewPairsAllowForLevelsThatGoTogether) {
  const auto five = equivalence(pairs_of(first(reference::kAesSedai, 5), first(reference::kUnsloth, 5)), 40);
  EXPECT_EQ(five.method, EquivalenceMethod::mover_jeffreys);
  EXPECT_NEAR(*five.p, 0.026164471267767525, 1e-8);
  const auto twelve = equivalence(pairs_of(first(reference::kAesSedai, 12), first(reference::kUnsloth, 12)), 15);
  EXPECT_EQ(twelve.method, EquivalenceMethod::blended);
  EXPECT_NEAR(*twelve.p, 0.03695586127067666, 1e-8);
  const auto unpaired =
      unpaired_equivalence(series_of(first(reference::kBartowski, 12)), series_of(reference::kUnsloth), 15);
  EXPECT_NEAR(*unpaired.p, 0.016057690541566947, 1e-8);
}

TEST(Equivalence, TwelveScoresWithoutLevelsHaveTheTTest) {
  EXPECT_EQ(equivalence(pairs_with({10, 0, 25, 5, 10, -5, 0, 10, 15, 25, 0, 5}), 15).method, EquivalenceMethod::tost);
}

TEST(Equivalence, ItsIntervalIsInsideJustWhenPIsSmall) {
  for (const std::ptrdiff_t n : {5, 12, 15}) {
    const auto pairs = pairs_of(first(reference::kAesSedai, n), first(reference::kUnsloth, n));
    const auto interval = *equivalence_interval(pairs, 0.9);
    const double margin = std::max(-interval.lo, interval.hi);
    EXPECT_LT(*equivalence(pairs, margin + 0.01).p, 0.05) << n;
    EXPECT_GT(*equivalence(pairs, margin - 0.01).p, 0.05) << n;
  }
  EXPECT_FALSE(equivalence_interval(pairs_with({}), 0.9));
}

TEST(Equivalence, DegenerateScoresWithoutLevelsCannotBeTested) {
  const auto got = equivalence(pairs_with(List(15, 0)), 5);
  EXPECT_EQ(got.method, EquivalenceMethod::none);
  EXPECT_FALSE(got.p);
}

TEST(Equivalence, ADifferenceBeyondTheMarginIsNeverEquivalent) {
  EXPECT_EQ(*equivalence(pairs_of(List(15, 90), List(15, 65)), 5).p, 1);
}

TEST(Equivalence, NeedsPairsAndAMargin) {
  EXPECT_FALSE(equivalence(pairs_with({}), 5).p);
  EXPECT_FALSE(equivalence(pairs_of(reference::kAesSedai, reference::kUnsloth), 0).p);
  EXPECT_FALSE(tost_p(0, 0, 14, 5));
  EXPECT_FALSE(tost_p(kNan, 1, 14, 5));
}

TEST(NonInferiority, IsTheLowerHalfOfTost) {
  const auto pairs = pairs_of(reference::kAesSedai, reference::kUnsloth);  // A is 2 points ahead
  EXPECT_LT(*non_inferiority(pairs, 5).p, *equivalence(pairs, 5).p);
  const auto mirrored = pairs_of(reference::kUnsloth, reference::kAesSedai);
  EXPECT_NEAR(*non_inferiority(mirrored, 5).p, *equivalence(mirrored, 5).p, 1e-12);
}

TEST(NonInferiority, FarAheadIsNotInferiorButNotEquivalent) {
  const auto pairs = pairs_of(List(15, 90), List(15, 65));
  EXPECT_LT(*non_inferiority(pairs, 5).p, 0.05);
}

}  // namespace
}  // namespace quantladder::stats
