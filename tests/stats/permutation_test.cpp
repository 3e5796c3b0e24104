#include "quantladder/stats/permutation.h"

#include <gtest/gtest.h>

#include <cmath>
#include <random>

#include "quantladder/stats/describe.h"
#include "quantladder/stats/mcnemar.h"
#include "stats/nan.h"
#include "stats/reference_pairs.h"

namespace quantladder::stats {
namespace {

using List = std::vector<double>;

void expect_p(const std::optional<PermutationTest>& got, double p, double mid_p) {
  ASSERT_TRUE(got);
  EXPECT_NEAR(got->p, p, 1e-12);
  EXPECT_NEAR(got->mid_p, mid_p, 1e-12);
}

TEST(SignFlip, PublishedListsMatchReferenceValues) {
  for (const auto& row : reference::kPairs) {
    expect_p(sign_flip(reference::pairs_of(row.a, row.b).differences), row.sign_flip_p, row.sign_flip_mid_p);
  }
}

TEST(SignFlip, SmallSamplesMatchReferenceValues) {
  expect_p(sign_flip(List(5, 25)), 0.0625, 0.03125);
  expect_p(sign_flip(List(6, 25)), 0.03125, 0.015625);
  expect_p(sign_flip(List{10, -5, 15, 0, 20, 5, -10, 25}), 0.171875, 0.1328125);
}

TEST(SignFlip, SixPositiveLogRatiosReachTheFloor) {
  const List a{28.1, 28.4, 27.9, 28.3, 28.2, 28.0};
  const List b{27.2, 27.5, 27.3, 27.1, 27.4, 27.3};
  List logs;
  for (std::size_t i = 0; i < a.size(); ++i) logs.push_back(std::log(a[i] / b[i]));
  const auto got = sign_flip(logs);
  EXPECT_DOUBLE_EQ(got->p, 0.03125);
  EXPECT_DOUBLE_EQ(got->floor, 0.03125);
  EXPECT_TRUE(got->exact);
}

TEST(SignFlip, TheFloorCountsOnlyDifferencesOtherThanZero) {
  const auto got = sign_flip(List{25, 0, 0, 25, -25, 25, 25});
  EXPECT_EQ(got->floor, 0.0625);
}

TEST(SignFlip, AllTiesAreNoEvidence) {
  const auto got = sign_flip(List{0, 0, 0});
  expect_p(got, 1, 0.5);
  EXPECT_EQ(got->floor, 1);
}

TEST(SignFlip, TheSignOfAllDoesNotMatter) {
  EXPECT_EQ(sign_flip(List{10, -5, 15, 20})->p, sign_flip(List{-10, 5, -15, -20})->p);
}

TEST(SignFlip, EnumerationOffTheLatticeAgreesWithTheLattice) {
  const List d{10, -5, 15, 0, 20, 5, -10, 25};
  List scaled;
  for (const double x : d) scaled.push_back(x * std::sqrt(2.0));
  const auto got = sign_flip(scaled);
  expect_p(got, 0.171875, 0.1328125);
  EXPECT_TRUE(got->exact);
}

TEST(SignFlip, ManyDifferencesOffTheLatticeAreDrawnAndComeClose) {
  std::mt19937 random(7);
  List d, scaled;
  for (int i = 0; i < 40; ++i) {
    d.push_back(5.0 * (static_cast<int>(random() % 9) - 3));
    scaled.push_back(d.back() * std::sqrt(2.0));
  }
  const auto drawn = sign_flip(scaled);
  EXPECT_FALSE(drawn->exact);
  EXPECT_NEAR(drawn->p, sign_flip(d)->p, 0.015);
  EXPECT_EQ(drawn->p, sign_flip(scaled)->p);
  EXPECT_EQ(drawn->floor, 1.0 / 10000);
}

TEST(SignFlip, OnePairNoPairAndNanHaveNoP) {
  EXPECT_FALSE(sign_flip(List{25}));
  EXPECT_FALSE(sign_flip(List{}));
  EXPECT_FALSE(sign_flip(List{25, kNan}));
}

TEST(SignFlip, AThousandDifferencesStayExact) {
  List d;
  for (int i = 0; i < 1000; ++i) d.push_back(i % 2 == 0 ? 25 : -20);
  const auto got = sign_flip(d);
  EXPECT_TRUE(got->exact);
  const double z = 2500 / std::sqrt(500 * (625.0 + 400.0));
  EXPECT_NEAR(got->p, std::erfc(z / std::sqrt(2.0)), 2e-3);
}

// Differences of 21 distinct magnitudes.
List differences_of(int n) {
  List d;
  for (int i = 0; i < n; ++i) d.push_back(5.0 * (i % 21) * (i % 2 == 0 ? 1 : -1) + (i % 100 == 0 ? 5 : 0));
  return d;
}

TEST(SignFlip, FiftyThousandDifferencesStayExact) {
  const auto d = differences_of(50000);
  const auto got = sign_flip(d);
  double sum = 0;
  double squares = 0;
  for (const double x : d) {
    sum += x;
    squares += x * x;
  }
  EXPECT_TRUE(got->exact);
  EXPECT_NEAR(got->p, std::erfc(std::fabs(sum) / std::sqrt(2 * squares)), 1e-3);
  EXPECT_LT(got->work, 4e8);  // one by one: 6e9
  EXPECT_LT(got->work, 10 * sign_flip(differences_of(10000))->work);
}

TEST(SignFlip, TheSmallestPOfManyDifferencesIsAboveZero) {
  const auto got = sign_flip(List(2000, 5.0));
  EXPECT_TRUE(got->exact);
  EXPECT_GT(got->p, 0);
  EXPECT_LT(got->p, 1e-20);
}

// One difference after the other, in steps of 5: what the binomials must come to.
double p_one_by_one(const List& differences) {
  std::vector<double> chance{1.0};
  double sum = 0;
  for (const double difference : differences) {
    const auto steps = static_cast<std::size_t>(std::fabs(difference) / 5);
    std::vector<double> next(chance.size() + steps, 0.0);
    for (std::size_t i = 0; i < chance.size(); ++i) {
      next[i] += chance[i] / 2;
      next[i + steps] += chance[i] / 2;
    }
    chance = next;
    sum += difference / 5;
  }
  double p = 0;
  const double total = static_cast<double>(chance.size()) - 1;
  for (std::size_t i = 0; i < chance.size(); ++i) {
    if (std::fabs(2 * static_cast<double>(i) - total) >= std::fabs(sum)) p += chance[i];
  }
  return p;
}

TEST(SignFlip, BinomialsComeToTheSameBitUpTo52Differences) {
  for (const int n : {2, 5, 15, 40, 52}) EXPECT_EQ(sign_flip(differences_of(n))->p, p_one_by_one(differences_of(n)));
  EXPECT_NEAR(sign_flip(differences_of(1000))->p, p_one_by_one(differences_of(1000)), 1e-12);
}

TEST(SignFlip, DrawsAddEightMagnitudesAtATime) {
  auto d = differences_of(8000);
  for (double& x : d) x *= std::sqrt(2.0);
  const auto got = sign_flip(d);
  EXPECT_FALSE(got->exact);
  EXPECT_LE(got->work, 9999.0 * 1000);
  EXPECT_NEAR(got->p, sign_flip(differences_of(8000))->p, 0.015);
}

TEST(TwoSamplePermutation, ManyScoresOfFewValuesAreDrawnByTheirCounts) {
  List a;
  List b;
  for (int i = 0; i < 5000; ++i) {
    a.push_back(5.0 * (i % 21));
    b.push_back(5.0 * (i * 8 % 21) + (i % 60 == 0 ? 20 : 0));
  }
  const auto got = two_sample_permutation(a, b);
  EXPECT_FALSE(got->exact);
  EXPECT_LT(got->work, 1e6);  // one by one: 5e7
  const auto welch_p = [&] {  // the normal limit
    const double difference = *mean(a) - *mean(b);
    const double error = std::hypot(*standard_deviation(a), *standard_deviation(b)) / std::sqrt(5000.0);
    return std::erfc(std::fabs(difference) / error / std::sqrt(2.0));
  }();
  EXPECT_GT(welch_p, 0.05);
  EXPECT_LT(welch_p, 0.95);
  EXPECT_NEAR(got->p, welch_p, 0.02);
}

TEST(TwoSamplePermutation, AFewThatDifferAmongManyAreNoNormalLimit) {
  List a(1500, 100.0);
  const List b(1500, 100.0);
  for (int i = 0; i < 5; ++i) a[static_cast<std::size_t>(i)] = std::sqrt(2.0);  // off any lattice
  EXPECT_NEAR(two_sample_permutation(a, b)->p, 0.0623, 0.01) << "all five on one side: 2 / 2^5, nearly";
}

TEST(TwoSamplePermutation, PublishedListsMatchReferenceValues) {
  for (const auto& row : reference::kPairs) {
    expect_p(two_sample_permutation(row.a, row.b), row.permutation_p, row.permutation_mid_p);
  }
}

TEST(TwoSamplePermutation, SmallSampleMatchesReferenceValue) {
  const auto got = two_sample_permutation(List{90, 90, 65}, List{65, 65, 40});
  expect_p(got, 0.3, 0.15);
  EXPECT_NEAR(got->floor, 0.3, 1e-12);
}

TEST(TwoSamplePermutation, SidesOfDifferentSizeAreSymmetric) {
  const List a{90, 100, 65, 75};
  const List b{40, 65};
  const auto got = two_sample_permutation(a, b);
  EXPECT_NEAR(got->p, 3.0 / 15, 1e-12);  // 40 with either 65, and 90 with 100, of 15 ways to choose two
  EXPECT_NEAR(two_sample_permutation(b, a)->p, got->p, 1e-12);
}

TEST(TwoSamplePermutation, EnumerationOffTheLatticeAgreesWithTheLattice) {
  List a{90, 90, 65, 100}, b{65, 65, 40};
  const double p = two_sample_permutation(a, b)->p;
  for (double& x : a) x *= std::sqrt(2.0);
  for (double& x : b) x *= std::sqrt(2.0);
  EXPECT_NEAR(two_sample_permutation(a, b)->p, p, 1e-12);
}

TEST(TwoSamplePermutation, OffTheLatticeItDrawsAndComesClose) {
  List a = reference::kAesSedai, b = reference::kUnsloth;
  for (double& x : a) x *= std::sqrt(2.0);
  for (double& x : b) x *= std::sqrt(2.0);
  const auto got = two_sample_permutation(a, b);
  EXPECT_FALSE(got->exact);
  EXPECT_NEAR(got->p, 0.7477761119440279, 0.015);
}

TEST(TwoSamplePermutation, EqualValuesAreNoEvidence) {
  expect_p(two_sample_permutation(List{90, 90}, List{90, 90, 90}), 1, 0.5);
}

TEST(TwoSamplePermutation, NeedsBothSidesAndNumbers) {
  EXPECT_FALSE(two_sample_permutation(List{}, List{90, 65, 40}));
  EXPECT_FALSE(two_sample_permutation(List{90}, List{40}));
  EXPECT_FALSE(two_sample_permutation(List{90, kNan}, List{40, 65}));
}

TEST(McNemar, MatchesReferenceValues) {
  EXPECT_NEAR(mcnemar(1, 6)->p, 0.125, 1e-12);
  EXPECT_NEAR(mcnemar(0, 5)->p, 0.0625, 1e-12);
  EXPECT_NEAR(mcnemar(0, 6)->p, 0.03125, 1e-12);
  EXPECT_EQ(mcnemar(3, 3)->p, 1);
}

TEST(McNemar, NoDiscordantPairIsNoEvidence) { EXPECT_EQ(mcnemar(0, 0)->p, 1); }

TEST(McNemar, CountsDiscordantPairsOfALevel) {
  const auto got = mcnemar(List{1, 1, 0, 1}, List{0, 1, 1, 0});
  EXPECT_EQ(got->only_a, 2);
  EXPECT_EQ(got->only_b, 1);
}

TEST(McNemar, PartialCreditIsNoPass) {
  const auto got = mcnemar(List{1, 0.5, 0.5, 0.9}, List{0.5, 1, 0, 0.9});
  ASSERT_TRUE(got);
  EXPECT_EQ(got->only_a, 1);
  EXPECT_EQ(got->only_b, 1);
}

TEST(McNemar, WhatIsNoCreditAndUnequalLengthsAreRefused) {
  EXPECT_FALSE(mcnemar(List{1, 1.5}, List{0, 1}));
  EXPECT_FALSE(mcnemar(List{1}, List{0, 1}));
  EXPECT_FALSE(mcnemar(-1, 2));
}

}  // namespace
}  // namespace quantladder::stats
