// Differences of rows in a table without gaps.
#include "quantladder/stats/two_way.h"

#include <gmock/gmock.h>

#include <cmath>
#include <limits>
#include <random>

#include "quantladder/stats/distributions.h"

namespace quantladder::stats {
namespace {

TEST(TwoWay, OfTwoRowsItIsThePairedT) {
  const auto table = TwoWay::of(std::vector<std::vector<double>>{{5, 7, 9, 12}, {4, 7, 7, 9}});
  ASSERT_TRUE(table);
  const TwoWayDifference pair = table->difference(0, 1);
  // Differences 1, 0, 2, 3: mean 1.5, sd 1.2910.
  EXPECT_DOUBLE_EQ(pair.difference, 1.5);
  EXPECT_NEAR(pair.standard_error, 1.2909944 / 2, 1e-6);
  EXPECT_EQ(pair.df, 3);
  EXPECT_NEAR(*pair.lower_bound(0.05), 1.5 - 2.353363 * 0.6454972, 1e-5);
}

TEST(TwoWay, WhatARoundDoesToAllIsTakenOut) {
  const std::vector<std::vector<double>> still{{1, 2, 1}, {3, 3, 3}, {2, 1, 2}};
  std::vector<std::vector<double>> moved = still;
  for (auto& row : moved) {
    row[0] += 100;
    row[2] -= 7;
  }
  EXPECT_NEAR(TwoWay::of(still)->difference(1, 0).standard_error, TwoWay::of(moved)->difference(1, 0).standard_error,
              1e-9);
}

TEST(TwoWay, TheNoiseOfAllRowsTogetherHasMoreDegreesOfFreedom) {
  const auto table = TwoWay::of(std::vector<std::vector<double>>{{1, 2, 3}, {1, 2, 3}, {1, 3, 2}, {2, 1, 3}});
  EXPECT_EQ(table->difference(0, 1).df, 6);
  EXPECT_GT(table->difference(0, 1).standard_error, 0) << "though the two rows differ by nothing";
}

TEST(TwoWay, APairThatIsNoisierThanTheOthersKeepsItsOwnNoise) {
  const auto table = TwoWay::of(std::vector<std::vector<double>>{{0, 9, -9}, {0, -9, 9}, {1, 1, 1}, {2, 2, 2}});
  const double own = 18;  // sd of 0, 18, -18
  EXPECT_NEAR(table->difference(0, 1).standard_error, own / std::sqrt(3.0), 1e-9);
}

TEST(TwoWay, TablesWithGapsOrOneRowSayNothing) {
  using Rows = std::vector<std::vector<double>>;
  EXPECT_FALSE(TwoWay::of(Rows{{1, 2}}));
  EXPECT_FALSE(TwoWay::of(Rows{{1}, {2}}));
  EXPECT_FALSE(TwoWay::of(Rows{{1, 2}, {1, 2, 3}}));
  EXPECT_FALSE(TwoWay::of(Rows{{1, 2}, {1, std::numeric_limits<double>::quiet_NaN()}}));
  EXPECT_FALSE(TwoWay::of(Rows{{1, 2}, {2, 3}})->difference(0, 1).lower_bound(0.05)) << "no spread";
}

// Ten models, three rounds: the bound of a pair is missed as rarely as it says, and lies close.
TEST(TwoWay, TheBoundHoldsAsOftenAsItSays) {
  std::mt19937_64 random(7);
  std::normal_distribution<double> noise(0, 1);
  int above = 0;
  constexpr int kTrials = 20000;
  for (int trial = 0; trial < kTrials; ++trial) {
    std::vector<std::vector<double>> rows(10, std::vector<double>(3));
    for (auto& row : rows) {
      for (double& value : row) value = noise(random);
    }
    if (*TwoWay::of(rows)->difference(3, 8).lower_bound(0.05) > 0) ++above;
  }
  EXPECT_LT(above, 0.053 * kTrials);
  EXPECT_GT(above, 0.02 * kTrials) << "not far too wide either";
}

}  // namespace
}  // namespace quantladder::stats
