#include "quantladder/stats/describe.h"

#include <gtest/gtest.h>

#include <limits>
#include <vector>

#include "stats/reference_scores.h"

namespace quantladder::stats {
namespace {

const std::vector<double> kWithNan{1, std::numeric_limits<double>::quiet_NaN(), 3};

struct DescribeRow {
  const std::vector<double>& scores;
  double mean, sd;
  Interval t;
};

const DescribeRow kDescribeRows[] = {
    {reference::kAesSedai, 85.66666666666667, 14.499589485157683, {77.63706164952158, 93.69627168381176}},
    {reference::kBartowski, 84.66666666666667, 11.254628677422755, {78.43406104794587, 90.89927228538747}},
    {reference::kUnsloth, 83.66666666666667, 14.20093893609386, {75.80244881097127, 91.53088452236207}},
};

TEST(Describe, MeanAndDeviationMatchReferenceValues) {
  for (const DescribeRow& row : kDescribeRows) {
    EXPECT_NEAR(*mean(row.scores), row.mean, 1e-9);
    EXPECT_NEAR(*standard_deviation(row.scores), row.sd, 1e-9);
  }
}

TEST(Describe, StudentTIntervalMatchesReferenceValues) {
  for (const DescribeRow& row : kDescribeRows) {
    EXPECT_NEAR(student_t_interval(row.scores)->lo, row.t.lo, 1e-6);
    EXPECT_NEAR(student_t_interval(row.scores)->hi, row.t.hi, 1e-6);
  }
}

TEST(Describe, NothingIsSaidOfAnEmptySampleOrNan) {
  for (const auto& values : {std::vector<double>{}, kWithNan}) {
    EXPECT_FALSE(mean(values));
    EXPECT_FALSE(median(values));
    EXPECT_FALSE(standard_deviation(values));
    EXPECT_FALSE(nearest_rank(values, 0.9));
    EXPECT_FALSE(student_t_interval(values));
  }
}

TEST(Describe, OneValueHasNoSpread) {
  const std::vector<double> one{90};
  EXPECT_EQ(mean(one), 90);
  EXPECT_FALSE(standard_deviation(one));
  EXPECT_FALSE(student_t_interval(one));
}

TEST(Describe, EqualValuesHaveZeroSpreadAndNoIntervalOfZeroWidth) {
  const std::vector<double> equal(7, 0.1);  // 0.1 summed seven times is not 0.7
  EXPECT_EQ(standard_deviation(equal), 0.0);
  EXPECT_FALSE(student_t_interval(equal));
}

TEST(Describe, MedianOfAnEvenSampleIsBetweenTheMiddleOnes) {
  EXPECT_EQ(median(std::vector<double>{4, 1, 3, 2}), 2.5);
  EXPECT_EQ(median(std::vector<double>{9, 1, 3}), 3);
}

TEST(Describe, NearestRankIsAValueOfTheSample) {
  const std::vector<double> values{10, 9, 8, 7, 6, 5, 4, 3, 2, 1};
  EXPECT_EQ(nearest_rank(values, 0.9), 9);
  EXPECT_EQ(nearest_rank(values, 1.0), 10);
  EXPECT_EQ(nearest_rank(values, 0.01), 1);
  EXPECT_FALSE(nearest_rank(values, 0.0));
}

TEST(Describe, CountsWhatDiffersFromTheMostFrequentValue) {
  EXPECT_EQ(count_off_mode(reference::kAesSedai), 3);
  EXPECT_EQ(count_off_mode(std::vector<double>(5, 1.0)), 0);
  EXPECT_EQ(count_off_mode(std::vector<double>{}), 0);
}

}  // namespace
}  // namespace quantladder::stats
