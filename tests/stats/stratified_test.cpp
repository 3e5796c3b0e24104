#include "quantladder/stats/stratified.h"

#include <gtest/gtest.h>

#include <limits>

#include "quantladder/stats/describe.h"

namespace quantladder::stats {
namespace {

using Groups = std::vector<std::vector<double>>;

TEST(StratifiedMean, OneGroupHasStudentsInterval) {
  const std::vector<double> values{3, 5, 4, 9, 2};
  const auto mean = stratified_mean(Groups{values});
  const auto student = student_t_interval(values);
  ASSERT_TRUE(mean && mean->interval && student);
  EXPECT_DOUBLE_EQ(mean->mean, 4.6);
  EXPECT_NEAR(mean->interval->lo, student->lo, 1e-9);
  EXPECT_NEAR(mean->interval->hi, student->hi, 1e-9);
  EXPECT_EQ(mean->n, 5);
}

// Means 2 and 20, variances of the means 1/3 and 100/3: half the root of their sum is 2.9011, and Satterthwaite gives
// (101/3)^2 / ((1/3)^2/2 + (100/3)^2/2) = 2.0400 degrees of freedom, whose t quantile is 4.2230.
TEST(StratifiedMean, GroupsCountAlikeWhateverTheirSpread) {
  const auto mean = stratified_mean(Groups{{1, 2, 3}, {10, 20, 30}});
  ASSERT_TRUE(mean && mean->interval);
  EXPECT_DOUBLE_EQ(mean->mean, 11);
  EXPECT_NEAR(mean->interval->width() / 2, 4.2230 * 2.9011, 0.01);
  const auto uneven = stratified_mean(Groups{{1, 2, 3, 1, 2, 3}, {10, 20, 30}});
  EXPECT_DOUBLE_EQ(uneven->mean, 11);
}

TEST(StratifiedMean, WithoutSpreadOrWithSingleValuesThereIsNoInterval) {
  EXPECT_FALSE(stratified_mean(Groups{{1, 2}, {7}})->interval);
  EXPECT_FALSE(stratified_mean(Groups{{1, 1}, {7, 7}})->interval);
  EXPECT_TRUE(stratified_mean(Groups{{1, 1}, {7, 8}})->interval);
  EXPECT_FALSE(stratified_mean(Groups{}));
  EXPECT_FALSE(stratified_mean(Groups{{1, 2}, {}}));
  EXPECT_FALSE(stratified_mean(Groups{{1, std::numeric_limits<double>::quiet_NaN()}}));
}

}  // namespace
}  // namespace quantladder::stats
