#include "quantladder/stats/sequential.h"

#include <gtest/gtest.h>

#include "quantladder/stats/describe.h"
#include "stats/reference_pairs.h"

namespace quantladder::stats {
namespace {

using List = std::vector<double>;
using reference::pairs_with;

SequentialPlan plan_for(int n_max) { return {.n_max = n_max, .unit = 5, .futility = 0}; }

// Nine pairs of differing size were left of the twelve planned when the last round was over.
SequentialPlan nine_of_twelve() {
  SequentialPlan plan = plan_for(12);
  plan.last_look = 9;
  return plan;
}

const List kNineSizes = {5, 10, 15, 25, 30, 40, 55, 70, 85};

PairedSeries nine_signed(unsigned signs, int n) {
  List differences;
  for (int i = 0; i < n; ++i) differences.push_back(signs >> i & 1 ? kNineSizes[i] : -kNineSizes[i]);
  return pairs_with(differences);
}

TEST(LastLook, SpendsAllThatIsLeft) {
  SequentialComparison comparison(nine_of_twelve());
  EXPECT_LT(comparison.look(nine_signed(0b010101, 6)).alpha_planned, 0.05);
  EXPECT_EQ(comparison.look(nine_signed(0b010101, 9)).alpha_planned, 0.05);
}

TEST(LastLook, EndsTheComparisonForWantOfPairs) {
  SequentialComparison comparison(nine_of_twelve());
  EXPECT_EQ(comparison.look(nine_signed(0b010101, 9)).outcome, LookOutcome::n_max);
}

TEST(LastLook, TakesPlaceHoweverFewPairsAreLeft) {
  SequentialPlan plan = plan_for(12);
  plan.last_look = 3;
  SequentialComparison comparison(plan);
  EXPECT_EQ(comparison.look(pairs_with({5, -10, 15})).outcome, LookOutcome::n_max);
}

TEST(LastLook, PairsThatComeLaterAreIgnored) {
  SequentialComparison comparison(nine_of_twelve());
  comparison.look(nine_signed(0b010101, 9));
  EXPECT_EQ(comparison.look(pairs_with(List(12, 25))).n, 9);
}

// Every pattern of signs is equally likely where the models are alike, so this counts the false claims exactly.
TEST(LastLook, ClaimsFalselyInAtMostFivePerCentOfAllSigns) {
  int claims = 0;
  for (unsigned signs = 0; signs < 512; ++signs) {
    SequentialComparison comparison(nine_of_twelve());
    Look got;
    for (const int n : {5, 6, 8, 9}) got = comparison.look(nine_signed(signs, n));
    claims += got.differs;
  }
  EXPECT_LE(claims, 25);
  EXPECT_GE(claims, 20) << "less than the 5 % that were declared: the rest of alpha was not spent";
}

TEST(LastLook, ItsPAgreesWithItsClaimForEverySign) {
  const int looks[] = {5, 6, 8, 9};
  for (unsigned signs = 0; signs < 512; ++signs) {
    SequentialComparison comparison(nine_of_twelve());
    Look got;
    for (const int n : looks) got = comparison.look(nine_signed(signs, n));
    const double p = *sequential_p(nine_signed(signs, 9).differences, looks, nine_of_twelve());
    EXPECT_EQ(got.differs, p <= 0.05) << "signs " << signs << ", p " << p;
  }
}

TEST(LastLook, AsTheOnlyLookHasTheOrdinaryInterval) {
  SequentialComparison comparison(nine_of_twelve());
  const auto pairs = nine_signed(0b101010101, 9);
  const Look got = comparison.look(pairs);
  const auto ordinary = student_t_interval(pairs.differences, 0.95);
  ASSERT_TRUE(got.repeated_interval && ordinary);
  EXPECT_NEAR(got.repeated_interval->lo, ordinary->lo, 1e-6);
}

TEST(LastLook, AsTheOnlyLookHasTheOrdinaryPOfEquivalence) {
  List differences;
  for (int i = 0; i < 20; ++i) differences.push_back(5.0 * (i % 5 - 2));
  const auto pairs = pairs_with(differences);
  const int looks[] = {20};
  SequentialPlan plan = plan_for(30);
  plan.last_look = 20;
  EXPECT_NEAR(sequential_equivalence_p(pairs, looks, plan).value(), equivalence(pairs, plan.margin).p.value(), 1e-6);
}

}  // namespace
}  // namespace quantladder::stats
