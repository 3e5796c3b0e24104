#include "quantladder/stats/sequential.h"

#include <gtest/gtest.h>

#include <cmath>

#include "quantladder/stats/describe.h"
#include "quantladder/stats/permutation.h"
#include "stats/reference_pairs.h"

namespace quantladder::stats {
namespace {

using List = std::vector<double>;
using reference::pairs_with;

SequentialPlan plan_of(int n_max) { return {.n_max = n_max, .unit = 5, .futility = 0}; }

PairedSeries first(const List& differences, int n) {
  return pairs_with({differences.begin(), differences.begin() + n});
}

TEST(ObfSpending, MatchesReferenceValues) {
  EXPECT_NEAR(obf_spending(1.0 / 3, 0.05), 0.00020701, 1e-8);
  EXPECT_NEAR(obf_spending(2.0 / 3, 0.05), 0.01209678, 1e-8);
  EXPECT_EQ(obf_spending(1, 0.05), 0.05);
  EXPECT_EQ(obf_spending(0, 0.05), 0);
}

TEST(ObfSpending, OneSidedIsHalfOfTwoSidedAtTwiceAlpha) {
  EXPECT_NEAR(obf_spending(0.5, 0.025, Sides::one), obf_spending(0.5, 0.05) / 2, 1e-15);
}

TEST(ObfSpending, RefusesAnAlphaThatIsNone) { EXPECT_TRUE(std::isnan(obf_spending(0.5, 1.5))); }

// The bounds of all looks at once; fractions ascending.
List obf_bounds(const List& fractions, double alpha, Sides sides = Sides::two) {
  ObfBoundary boundary(alpha, sides);
  List bounds;
  for (const double t : fractions) bounds.push_back(boundary.next(t));
  return bounds;
}

TEST(ObfBoundary, MatchesPublishedTables) {
  const double three[] = {3.7103, 2.5114, 1.9930};
  const double five[] = {4.8769, 3.3569, 2.6803, 2.2898, 2.0310};
  const auto of_three = obf_bounds(List{1.0 / 3, 2.0 / 3, 1}, 0.05);
  const auto of_five = obf_bounds(List{0.2, 0.4, 0.6, 0.8, 1}, 0.05);
  for (std::size_t i = 0; i < 3; ++i) EXPECT_NEAR(of_three[i], three[i], 1e-4);
  for (std::size_t i = 0; i < 5; ++i) EXPECT_NEAR(of_five[i], five[i], 1.2e-4);  // the second is 3.35701 by quadrature
}

TEST(ObfBoundary, OneLookIsTheFixedTest) {
  EXPECT_NEAR(obf_bounds(List{1}, 0.05)[0], 1.959964, 1e-6);
  EXPECT_NEAR(obf_bounds(List{1}, 0.05, Sides::one)[0], 1.644854, 1e-6);
}

TEST(ObfBoundary, ALookTooEarlyCannotStop) { EXPECT_TRUE(std::isinf(obf_bounds(List{0.01}, 0.05)[0])); }

TEST(ObfBoundary, ALookWithoutNewDataIsRefused) {
  ObfBoundary boundary(0.05);
  boundary.next(0.5);
  EXPECT_TRUE(std::isnan(boundary.next(0.5)));
}

TEST(SequentialSignFlip, LooksMatchReferenceValues) {
  for (const auto& table : reference::kLooks) {
    SequentialComparison comparison(plan_of(15));
    for (const auto& row : table.rows) {
      const Look got = comparison.look(first(table.differences, row.n));
      EXPECT_EQ(got.n, row.n);
      EXPECT_EQ(got.sum, row.sum);
      EXPECT_EQ(got.boundary, row.boundary);
      EXPECT_NEAR(got.alpha_planned, row.planned, 1e-12);
      EXPECT_NEAR(got.alpha_spent, row.spent, 1e-12);
      EXPECT_EQ(got.differs, row.stop);
    }
  }
}

TEST(SequentialComparison, ReachingTheBoundaryDecides) {
  SequentialComparison comparison(plan_of(15));
  for (int n = 5; n < 9; ++n) EXPECT_EQ(comparison.look(pairs_with(List(n, 25))).outcome, LookOutcome::go_on);
  const Look got = comparison.look(pairs_with(List(9, 25)));
  EXPECT_EQ(got.outcome, LookOutcome::decided);
  EXPECT_EQ(got.decision.verdict, Verdict::better);
  EXPECT_EQ(got.decision.better, Side::a);
}

TEST(SequentialComparison, ADecisionIsFinal) {
  SequentialComparison comparison(plan_of(15));
  comparison.look(pairs_with(List(9, -25)));
  const Look later = comparison.look(pairs_with(List(12, -25)));
  EXPECT_EQ(later.n, 9);
  EXPECT_EQ(later.decision.better, Side::b);
}

TEST(SequentialComparison, TooFewPairsSpendNothing) {
  SequentialComparison comparison(plan_of(15));
  const Look got = comparison.look(pairs_with(List(4, 25)));
  EXPECT_EQ(got.outcome, LookOutcome::go_on);
  EXPECT_EQ(got.alpha_spent, 0);
  EXPECT_TRUE(comparison.looks().empty());
}

TEST(SequentialComparison, TheSamePairsAgainAreNoNewLook) {
  SequentialComparison comparison(plan_of(15));
  comparison.look(pairs_with(List(6, 25)));
  comparison.look(pairs_with(List(6, 25)));
  EXPECT_EQ(comparison.looks().size(), 1u);
}

TEST(SequentialComparison, TheLastPairEndsIt) {
  SequentialComparison comparison(plan_of(15));
  EXPECT_EQ(comparison.look(first(reference::kLooks[0].differences, 15)).outcome, LookOutcome::n_max);
}

TEST(SequentialComparison, PairsBeyondTheLastAreIgnored) {
  SequentialComparison comparison(plan_of(15));
  EXPECT_EQ(comparison.look(pairs_with(List(20, 25))).n, 15);
}

TEST(SequentialComparison, SmallNoiseAroundZeroIsShownEquivalent) {
  SequentialComparison comparison(plan_of(60));
  List differences;
  for (int i = 0; i < 40; ++i) differences.push_back(5.0 * (i % 3 - 1));
  const Look got = comparison.look(pairs_with(differences));
  EXPECT_EQ(got.decision.verdict, Verdict::equivalent);
}

TEST(SequentialComparison, TiesWithoutLevelsShowNothing) {
  SequentialComparison comparison(plan_of(60));
  EXPECT_EQ(comparison.look(pairs_with(List(40, 0))).outcome, LookOutcome::go_on);
}

TEST(SequentialComparison, LargeNoiseAroundZeroIsFutile) {
  SequentialPlan plan = plan_of(30);
  plan.futility = 0.10;
  SequentialComparison comparison(plan);
  List differences;
  for (int i = 0; i < 20; ++i) differences.push_back(i % 2 == 0 ? 25 : i % 3 == 0 ? -25 : -35);
  const Look got = comparison.look(pairs_with(differences));
  EXPECT_EQ(got.outcome, LookOutcome::futile);
  EXPECT_EQ(got.decision.verdict, Verdict::undecided);
}

TEST(SequentialComparison, TheRepeatedIntervalIsWiderThanTheOrdinaryOne) {
  const List& differences = reference::kLooks[2].differences;
  SequentialComparison comparison(plan_of(15));
  const Look got = comparison.look(first(differences, 12));
  const auto ordinary = paired_interval(pairs_with({differences.begin(), differences.begin() + 12}));
  ASSERT_TRUE(got.repeated_interval);
  EXPECT_GT(got.repeated_interval->width(), 1.1 * ordinary.interval->width());
}

TEST(SequentialComparison, MoreComparisonsStopLater) {
  SequentialPlan plan = plan_of(15);
  plan.comparisons = 6;
  SequentialComparison comparison(plan);
  EXPECT_EQ(comparison.look(pairs_with(List(9, 25))).outcome, LookOutcome::go_on);
}

TEST(SequentialComparison, BoundsComputedBeforehandGiveTheSameLooks) {
  SequentialComparison own(plan_of(15));
  SequentialComparison given(plan_of(15));
  LookSchedule schedule(plan_of(15));
  for (int n = 5; n <= 15; n += 5) {
    const auto pairs = first(reference::kLooks[0].differences, n);
    EXPECT_EQ(own.look(pairs).repeated_interval.value_or(Interval{}).lo,
              given.look(pairs, schedule.next(n)).repeated_interval.value_or(Interval{}).lo);
  }
}

TEST(SequentialComparison, PartialCreditIsRoundedToItsLattice) {
  SequentialPlan plan = plan_of(15);
  plan.unit = 0.01;
  SequentialComparison comparison(plan);
  const Look got = comparison.look(pairs_with(List(9, 100.0 / 3)));
  EXPECT_NEAR(got.sum, 9 * 33.33, 1e-9);
  EXPECT_TRUE(got.differs);
}

TEST(SequentialP, IsAtMostAlphaJustWhenTheTestStopped) {
  const int looks[] = {5, 6, 7, 8, 9};
  EXPECT_LE(*sequential_p(List(9, 25), looks, plan_of(15)), 0.05);
  EXPECT_GT(*sequential_p(List(8, 25), looks, plan_of(15)), 0.05);
}

TEST(SequentialP, OneLookAtTheEndIsTheFixedTest) {
  const List& differences = reference::kLooks[2].differences;
  const int looks[] = {15};
  EXPECT_NEAR(*sequential_p(differences, looks, plan_of(15)), sign_flip(differences)->p, 1e-6);
}

TEST(SequentialP, CarriesTheFamilysCorrection) {
  const int looks[] = {5, 10, 15};
  SequentialPlan plan = plan_of(15);
  const double one = *sequential_p(List(15, 25), looks, plan);
  plan.comparisons = 4;
  EXPECT_NEAR(*sequential_p(List(15, 25), looks, plan), 4 * one, 1e-9);
}

TEST(SequentialP, NothingWithoutALook) {
  EXPECT_FALSE(sequential_p(List(9, 25), {}, plan_of(15)));
  const int early[] = {2};
  EXPECT_FALSE(sequential_p(List(9, 25), early, plan_of(15)));
}

TEST(SequentialEquivalenceP, AgreesWithTheLookThatDecided) {
  List differences;
  for (int i = 0; i < 40; ++i) differences.push_back(5.0 * (i % 3 - 1));
  const int looks[] = {20, 40};
  EXPECT_LE(*sequential_equivalence_p(pairs_with(differences), looks, plan_of(60)), 0.05);
  EXPECT_FALSE(sequential_equivalence_p(pairs_with(List(40, 0)), looks, plan_of(60)));
}

using Outcomes = std::vector<LookOutcome>;

TEST(Conclude, OneOpenComparisonKeepsTheRunGoing) {
  EXPECT_EQ(conclude(Outcomes{LookOutcome::decided, LookOutcome::go_on, LookOutcome::futile}), LookOutcome::go_on);
  EXPECT_EQ(conclude(Outcomes{}), LookOutcome::go_on);
}

TEST(Conclude, TheReasonIsThatOfTheLeastConclusive) {
  EXPECT_EQ(conclude(Outcomes{LookOutcome::decided, LookOutcome::decided}), LookOutcome::decided);
  EXPECT_EQ(conclude(Outcomes{LookOutcome::decided, LookOutcome::futile}), LookOutcome::futile);
  EXPECT_EQ(conclude(Outcomes{LookOutcome::n_max, LookOutcome::decided}), LookOutcome::n_max);
}

TEST(EquivalenceWarning, NamesWhatIsNeededAndWhatIsPossible) {
  SequentialPlan plan{.n_max = 60, .margin = 5};
  EXPECT_EQ(equivalence_warning(20.1, plan).substr(0, 44), "equivalence within +-5 needs about 140 itera");
  plan.n_max = 200;
  EXPECT_EQ(equivalence_warning(20.1, plan), "");
}

}  // namespace
}  // namespace quantladder::stats
