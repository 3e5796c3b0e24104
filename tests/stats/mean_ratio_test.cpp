#include "stats/mean_ratio.h"

#include <gtest/gtest.h>

#include <cmath>
#include <random>

#include "quantladder/stats/comparison.h"
#include "quantladder/stats/describe.h"
#include "quantladder/stats/distributions.h"

namespace quantladder::stats {
namespace {

PairedSeries paired(std::vector<double> a, std::vector<double> b) {
  return *make_pairs({.values = std::move(a)}, {.values = std::move(b)});
}

// KL divergences of chunks: b is 30 % farther off, and harder chunks are harder for both.
PairedSeries chunks(int n, double ratio, std::uint64_t seed) {
  std::mt19937_64 random(seed);
  std::lognormal_distribution<double> hard(-3, 0.4);
  std::normal_distribution<double> noise(0, 0.05);
  std::vector<double> a;
  std::vector<double> b;
  for (int i = 0; i < n; ++i) {
    const double chunk = hard(random);
    a.push_back(chunk * ratio * (1 + noise(random)));
    b.push_back(chunk * (1 + noise(random)));
  }
  return paired(std::move(a), std::move(b));
}

double t_of(const PairedSeries& pairs, double ratio) {
  std::vector<double> rest;
  for (std::size_t i = 0; i < pairs.a.values.size(); ++i) rest.push_back(pairs.a.values[i] - ratio * pairs.b.values[i]);
  return *mean(rest) / (*standard_deviation(rest) / std::sqrt(static_cast<double>(rest.size())));
}

TEST(MeanRatio, TheIntervalHoldsTheRatiosThatATTestDoesNotReject) {
  const PairedSeries pairs = chunks(16, 1.3, 7);
  for (const double level : {0.8, 0.95, 0.99}) {
    const auto interval = mean_ratio_interval(pairs, level);
    ASSERT_TRUE(interval.interval);
    EXPECT_EQ(interval.method, DifferenceMethod::fieller);
    const double t = t_quantile((1 + level) / 2, 15);
    EXPECT_NEAR(t_of(pairs, 1 + interval.interval->lo / 100), t, 1e-6);
    EXPECT_NEAR(t_of(pairs, 1 + interval.interval->hi / 100), -t, 1e-6);
  }
}

TEST(MeanRatio, EquivalenceIsThe90PercentIntervalInsideTheMargin) {
  for (const double ratio : {0.9, 0.94, 1.0, 1.06, 1.12}) {
    for (std::uint64_t seed = 1; seed <= 20; ++seed) {
      const PairedSeries pairs = chunks(10, ratio, seed);
      const auto interval = mean_ratio_interval(pairs, 0.9).interval;
      const bool inside = interval->lo > 100 * (1 / 1.1 - 1) && interval->hi < 10;
      EXPECT_EQ(*mean_ratio_equivalence(pairs, 10).p < 0.05, inside) << ratio << " " << seed;
    }
  }
}

TEST(MeanRatio, ItsIntervalCovers) {
  int covered = 0;
  for (std::uint64_t seed = 1; seed <= 2000; ++seed)
    covered += mean_ratio_interval(chunks(12, 1.3, seed), 0.95).interval->contains(30) ? 1 : 0;
  EXPECT_NEAR(covered / 2000.0, 0.95, 0.015);
}

TEST(MeanRatio, NothingIsSaidOfARatioToNothing) {
  EXPECT_FALSE(mean_ratio_interval(paired({1, 2, 3}, {0, 0, 0}), 0.95).interval);
  EXPECT_FALSE(mean_ratio_interval(paired({1, 2, 3}, {-1, 1, 0.1}), 0.95).interval);
  EXPECT_FALSE(mean_ratio_interval(paired({1}, {1}), 0.95).interval);
  EXPECT_FALSE(mean_ratio_equivalence(paired({1, 1, 1}, {1, 1, 1}), 10).p);
  EXPECT_FALSE(mean_ratio_equivalence(chunks(9, 1, 1), 0).p);
}

PairComparison compare(const PairedSeries& pairs, Pairing pairing = Pairing::paired) {
  FamilyOptions options{.margin = 10, .scale = Scale::mean_ratio, .goal = Goal::lower};
  const PairInput input{"a", "b", pairs.a, pairs.b, pairing};
  return compare_family(std::vector{input}, options).front();
}

TEST(MeanRatio, AComparisonIsToldInPerCentAndTestedOnTheDifferences) {
  const PairComparison worse = compare(chunks(16, 1.3, 3));
  EXPECT_NEAR(*worse.difference, 30, 4);
  EXPECT_EQ(worse.decision.verdict, Verdict::better);
  EXPECT_EQ(worse.decision.better, Side::b);
  EXPECT_LT(*worse.p, 0.001);
  EXPECT_NEAR(*worse.mde, 13.2, 0.5);
  const PairComparison same = compare(chunks(16, 1, 3));
  EXPECT_EQ(same.decision.verdict, Verdict::equivalent);
  EXPECT_NE(compare(paired({1, 2, 3}, {0, 0, 0})).problem, "");
  EXPECT_NE(compare(chunks(6, 1, 3), Pairing::unpaired).problem, "");
}

}  // namespace
}  // namespace quantladder::stats
