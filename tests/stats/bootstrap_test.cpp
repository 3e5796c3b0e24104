#include "quantladder/stats/bootstrap.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "quantladder/stats/describe.h"
#include "stats/reference_scores.h"

namespace quantladder::stats {
namespace {

struct BootstrapRow {
  const std::vector<double>& scores;
  Interval percentile, bca, expanded_percentile, expanded_bca;
  double z0, acceleration;
};

const BootstrapRow kBootstrapRows[] = {
    {reference::kAesSedai,
     {77.33333333333333, 91.33333333333333},
     {73.33333333333333, 90.66666666666667},
     {76.66666666666667, 91.33333333333333},
     {71.66666666666667, 90.66666666666667},
     -0.0942969933162363,
     -0.10452062117533824},
    {reference::kBartowski,
     {79.0, 89.66666666666667},
     {78.0, 89.33333333333333},
     {78.0, 90.33333333333333},
     {77.0, 89.66666666666667},
     -0.04739620033438154,
     -0.04151471589773299},
    {reference::kUnsloth,
     {76.33333333333333, 90.33333333333333},
     {76.33333333333333, 90.0},
     {75.66666666666667, 91.0},
     {75.0, 90.66666666666667},
     -0.021097513864520877,
     -0.019632218267290672},
};

void expect_limits(const BootstrapRow& row, BootstrapLimits limits, const Interval& want) {
  const auto got = bootstrap_interval(row.scores, *exact_bootstrap_mean(row.scores, 5), limits);
  ASSERT_TRUE(got);
  EXPECT_NEAR(got->lo, want.lo, 1e-9);
  EXPECT_NEAR(got->hi, want.hi, 1e-9);
}

TEST(Bootstrap, PercentileLimitsMatchReferenceValues) {
  for (const BootstrapRow& row : kBootstrapRows) expect_limits(row, BootstrapLimits::percentile, row.percentile);
}

TEST(Bootstrap, ExpandedPercentileLimitsMatchReferenceValues) {
  for (const BootstrapRow& row : kBootstrapRows)
    expect_limits(row, BootstrapLimits::expanded_percentile, row.expanded_percentile);
}

TEST(Bootstrap, BcaLimitsMatchReferenceValues) {
  for (const BootstrapRow& row : kBootstrapRows) expect_limits(row, BootstrapLimits::bca, row.bca);
}

TEST(Bootstrap, ExpandedBcaLimitsMatchReferenceValues) {
  for (const BootstrapRow& row : kBootstrapRows) expect_limits(row, BootstrapLimits::expanded_bca, row.expanded_bca);
}

TEST(Bootstrap, BiasCorrectionCountsTiesHalf) {
  for (const BootstrapRow& row : kBootstrapRows) {
    const auto terms = bca_terms(row.scores, *exact_bootstrap_mean(row.scores, 5));
    EXPECT_NEAR(terms->z0, row.z0, 1e-9);
    EXPECT_NEAR(terms->acceleration, row.acceleration, 1e-9);
  }
}

TEST(Bootstrap, ExactDistributionOfTwoCoinFlips) {
  const auto coin = exact_bootstrap_mean(std::vector<double>{0, 10}, 5);
  EXPECT_EQ(coin->values, (std::vector<double>{0, 2.5, 5, 7.5, 10}));
  EXPECT_EQ(coin->cumulative, (std::vector<double>{0.25, 0.25, 0.75, 0.75, 1}));
  EXPECT_EQ(coin->below_observed, 0.25);
  EXPECT_EQ(coin->at_observed, 0.5);
  EXPECT_TRUE(coin->exact);
}

TEST(Bootstrap, AFinerUnitThanNeededGivesTheSameLimits) {
  const auto& scores = reference::kBartowski;
  const auto coarse = bootstrap_interval(scores, *exact_bootstrap_mean(scores, 5), BootstrapLimits::expanded_bca);
  const auto fine = bootstrap_interval(scores, *exact_bootstrap_mean(scores, 1), BootstrapLimits::expanded_bca);
  EXPECT_NEAR(coarse->lo, fine->lo, 1e-9);
  EXPECT_NEAR(coarse->hi, fine->hi, 1e-9);
}

TEST(Bootstrap, EqualScoresHaveNoIntervalOfZeroWidth) {
  const std::vector<double> equal(15, 90.0);
  const auto distribution = exact_bootstrap_mean(equal, 5);
  ASSERT_TRUE(distribution);
  EXPECT_EQ(distribution->values, std::vector<double>{90});
  EXPECT_FALSE(bca_terms(equal, *distribution));
  EXPECT_FALSE(bootstrap_interval(equal, *distribution, BootstrapLimits::percentile));
}

TEST(Bootstrap, RefusesWhatLiesOffTheLatticeOrIsNoSample) {
  EXPECT_FALSE(exact_bootstrap_mean(std::vector<double>{90, 87.3}, 5));
  EXPECT_FALSE(exact_bootstrap_mean(std::vector<double>{90}, 5));
  EXPECT_FALSE(exact_bootstrap_mean(std::vector<double>{}, 5));
  EXPECT_FALSE(exact_bootstrap_mean(std::vector<double>{90, std::numeric_limits<double>::quiet_NaN()}, 5));
  EXPECT_FALSE(exact_bootstrap_mean(std::vector<double>{90, 40}, 0));
}

TEST(Bootstrap, RefusesALatticeTooFineToConvolve) {
  std::vector<double> scores;
  for (int i = 0; i < 200; ++i) scores.push_back(i * 0.5 + 0.001 * (i % 7));
  EXPECT_FALSE(exact_bootstrap_mean(scores, 0.001));
}

// 21 distinct scores, 0 to 100 in steps of 5, most of them around 70.
std::vector<double> steps_of_five(int n) {
  std::vector<double> scores;
  for (int i = 0; i < n; ++i) scores.push_back(i % 50 < 21 ? 5.0 * (i % 50) : 55 + 5.0 * (i % 8));
  return scores;
}

TEST(Bootstrap, FiftyThousandScoresAreExactAndTakeLittleMoreThanAThousand) {
  const auto few = exact_bootstrap_mean(steps_of_five(1100), 5);
  const auto many = exact_bootstrap_mean(steps_of_five(50000), 5);
  ASSERT_TRUE(few && many);
  EXPECT_TRUE(many->exact);
  EXPECT_LT(few->work, 1e6);
  EXPECT_LT(many->work, 1e7);  // by squaring: 4e8
  EXPECT_LT(many->values.size(), 1 << 17);
}

TEST(Bootstrap, ManyScoresByFourierTransformAgreeWithTheNormalLimit) {
  const auto scores = steps_of_five(50000);
  const auto distribution = exact_bootstrap_mean(scores, 5);
  const auto got = bootstrap_interval(scores, *distribution, BootstrapLimits::percentile);
  const auto normal = student_t_interval(scores);
  EXPECT_NEAR(got->lo, normal->lo, 5e-4);
  EXPECT_NEAR(got->hi, normal->hi, 5e-4);
  EXPECT_NEAR(distribution->below_observed + distribution->at_observed / 2, 0.5, 1e-3);
  EXPECT_NEAR(distribution->cumulative.back(), 1, 1e-9);
}

TEST(Bootstrap, SquaringAndFourierTransformAgree) {
  const auto scores = steps_of_five(1000);  // the last number that is squared
  auto more = scores;
  more.push_back(scores.front());
  const auto squared = bootstrap_interval(scores, *exact_bootstrap_mean(scores, 5), BootstrapLimits::expanded_bca);
  const auto transformed = bootstrap_interval(more, *exact_bootstrap_mean(more, 5), BootstrapLimits::expanded_bca);
  EXPECT_NEAR(squared->lo, transformed->lo, 0.1);  // one score of 0 more, steps of 5 / 1000
  EXPECT_NEAR(squared->hi, transformed->hi, 0.1);
}

TEST(Bootstrap, ManyScoresOffTheLatticeAreConvolvedOnAGrid) {
  auto scores = steps_of_five(20000);
  const auto exact = bootstrap_interval(scores, *exact_bootstrap_mean(scores, 5), BootstrapLimits::expanded_bca);
  for (double& score : scores) score *= std::sqrt(2.0);
  const auto grid = resampled_bootstrap_mean(scores);
  EXPECT_TRUE(grid->exact);
  EXPECT_LT(grid->work, 1e7);  // drawn: 2e8
  const auto got = bootstrap_interval(scores, *grid, BootstrapLimits::expanded_bca);
  const double width = exact->hi - exact->lo;
  EXPECT_NEAR(got->lo / std::sqrt(2.0), exact->lo, 1e-3 * width);
  EXPECT_NEAR(got->hi / std::sqrt(2.0), exact->hi, 1e-3 * width);
}

TEST(Bootstrap, ResamplingComesCloseToTheExactLimits) {
  for (const BootstrapRow& row : kBootstrapRows) {
    const auto drawn = resampled_bootstrap_mean(row.scores);
    EXPECT_FALSE(drawn->exact);
    const auto got = bootstrap_interval(row.scores, *drawn, BootstrapLimits::bca);
    EXPECT_NEAR(got->lo, row.bca.lo, 1.5);
    EXPECT_NEAR(got->hi, row.bca.hi, 0.67);
  }
}

TEST(Bootstrap, ResamplingRepeatsForTheSameSeedOnly) {
  const auto first = resampled_bootstrap_mean(reference::kUnsloth, 999, 1);
  EXPECT_EQ(first->values, resampled_bootstrap_mean(reference::kUnsloth, 999, 1)->values);
  EXPECT_NE(first->values, resampled_bootstrap_mean(reference::kUnsloth, 999, 2)->values);
}

TEST(LatticeUnit, IsTheGreatestCommonDivisor) {
  EXPECT_DOUBLE_EQ(*lattice_unit(std::vector<double>{25, 25, 25, 15, 10}), 5);
  EXPECT_DOUBLE_EQ(*lattice_unit(std::vector<double>{12.5, 10}), 2.5);
  EXPECT_DOUBLE_EQ(*lattice_unit(std::vector<double>{5, 0}), 5);
}

TEST(LatticeUnit, IsAbsentForThirdsZerosAndNan) {
  EXPECT_FALSE(lattice_unit(std::vector<double>{100.0 / 3}));
  EXPECT_FALSE(lattice_unit(std::vector<double>{0, 0}));
  EXPECT_FALSE(lattice_unit(std::vector<double>{}));
  EXPECT_FALSE(lattice_unit(std::vector<double>{std::numeric_limits<double>::quiet_NaN()}));
}

}  // namespace
}  // namespace quantladder::stats
