#include "quantladder/stats/timing.h"

#include <gtest/gtest.h>

#include <limits>

#include "stats/reference_scores.h"

namespace quantladder::stats {
namespace {

const std::vector<double> kTimes{512, 498, 505, 530, 497, 503, 950, 501, 499, 508, 515, 502, 500, 507, 504};
const std::vector<double> kTimesWithNan{1, 2, std::numeric_limits<double>::quiet_NaN(), 4};

TEST(GeometricMean, OfPairedRatiosMatchesReferenceValues) {
  const std::vector<double> a{28.1, 28.4, 27.9, 28.3, 28.2, 28.0};
  const std::vector<double> b{27.2, 27.5, 27.3, 27.1, 27.4, 27.3};
  std::vector<double> ratios;
  for (std::size_t i = 0; i < a.size(); ++i) ratios.push_back(a[i] / b[i]);
  const auto got = geometric_mean(ratios);
  EXPECT_NEAR(got->value, 1.031128, 1e-6);
  EXPECT_NEAR(got->interval->lo, 1.023090, 1e-6);
  EXPECT_NEAR(got->interval->hi, 1.039230, 1e-6);
  EXPECT_EQ(got->n, 6);
}

TEST(GeometricMean, OneStartHasNoInterval) {
  const auto got = geometric_mean(std::vector<double>{54.0});
  EXPECT_NEAR(got->value, 54.0, 1e-12);
  EXPECT_FALSE(got->interval);
}

TEST(GeometricMean, EqualStartsHaveNoIntervalOfZeroWidth) {
  EXPECT_FALSE(geometric_mean(std::vector<double>{54.0, 54.0, 54.0})->interval);
}

TEST(GeometricMean, NeedsPositiveFiniteValues) {
  EXPECT_FALSE(geometric_mean(std::vector<double>{}));
  EXPECT_FALSE(geometric_mean(std::vector<double>{1, 0}));
  EXPECT_FALSE(geometric_mean(kTimesWithNan));
  EXPECT_FALSE(geometric_mean(std::vector<double>{1, std::numeric_limits<double>::infinity()}));
}

TEST(MedianInterval, TakesRanksFourAndTwelveOfFifteen) {
  const auto got = median_interval(kTimes);
  EXPECT_EQ(got->median, 504);
  EXPECT_EQ(got->interval->lo, 500);
  EXPECT_EQ(got->interval->hi, 512);
  EXPECT_NEAR(got->coverage, 0.9648, 5e-5);
}

TEST(MedianInterval, FiveValuesCannotReachTheLevelAndSixCan) {
  EXPECT_FALSE(median_interval(std::vector<double>{1, 2, 3, 4, 5})->interval);
  const auto six = median_interval(std::vector<double>{1, 2, 3, 4, 5, 6});
  EXPECT_EQ(six->interval->lo, 1);
  EXPECT_EQ(six->interval->hi, 6);
  EXPECT_NEAR(six->coverage, 1 - 2.0 / 64, 1e-12);
}

TEST(MedianInterval, NothingForEmptyOrNan) {
  EXPECT_FALSE(median_interval(std::vector<double>{}));
  EXPECT_FALSE(median_interval(kTimesWithNan));
}

TEST(Outliers, TheColdRequestIsFlagged) {
  EXPECT_NEAR(modified_z(kTimes)[6], 75.207, 5e-4);
  EXPECT_EQ(find_outliers(kTimes), (std::vector<std::size_t>{3, 6}));  // 530 has a Z of 4.4
}

TEST(Outliers, NothingIsDividedByZeroSpread) {
  EXPECT_TRUE(modified_z(std::vector<double>{5, 5, 5, 9}).empty());
  EXPECT_TRUE(find_outliers(std::vector<double>{5, 5, 5, 9}).empty());
  EXPECT_TRUE(find_outliers(std::vector<double>{}).empty());
  EXPECT_TRUE(find_outliers(kTimesWithNan).empty());
}

TEST(Drift, TrendAndAutocorrelationMatchReferenceValues) {
  EXPECT_NEAR(*lag1_autocorrelation(reference::kAesSedai), -0.068895, 1e-6);
  EXPECT_NEAR(spearman_trend(reference::kAesSedai)->r, -0.007659, 1e-6);
  EXPECT_NEAR(spearman_trend(reference::kAesSedai)->p_value, 0.978389, 1e-6);
}

TEST(Drift, ASteadyFallIsATrend) {
  const std::vector<double> falling{60, 59, 58, 57, 56, 55, 54, 53};
  EXPECT_EQ(spearman_trend(falling)->r, -1);
  EXPECT_EQ(spearman_trend(falling)->p_value, 0);
  EXPECT_EQ(find_drift(falling), Drift::trend);
}

TEST(Drift, AWaveIsAutocorrelationWithoutTrend) {
  const std::vector<double> wave{1, 2, 3, 4, 4, 3, 2, 1, 1, 2, 3, 4, 4, 3, 2, 1};
  EXPECT_EQ(find_drift(wave), Drift::autocorrelation);
}

TEST(Drift, ScatterShortSeriesAndConstantsAreNone) {
  EXPECT_EQ(find_drift(reference::kAesSedai), Drift::none);
  EXPECT_EQ(find_drift(std::vector<double>{1, 2, 3, 4, 5}), Drift::none);
  EXPECT_EQ(find_drift(std::vector<double>(10, 1.0)), Drift::none);
}

TEST(Drift, NoCorrelationWithoutSpreadOrWithNan) {
  EXPECT_FALSE(lag1_autocorrelation(std::vector<double>{1, 1, 1, 1}));
  EXPECT_FALSE(lag1_autocorrelation(std::vector<double>{1, 2}));
  EXPECT_FALSE(spearman_trend(std::vector<double>{1, 2}));
  EXPECT_FALSE(spearman_trend(std::vector<double>(5, 1.0)));
  EXPECT_FALSE(spearman_trend(kTimesWithNan));
  EXPECT_FALSE(lag1_autocorrelation(kTimesWithNan));
}

}  // namespace
}  // namespace quantladder::stats
