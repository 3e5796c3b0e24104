#include "quantladder/stats/ratio_of_sums.h"

#include <gtest/gtest.h>

#include <vector>

namespace quantladder::stats {
namespace {

TEST(RatioOfSums, WeighsUnitsByTheirWholes) {
  const std::vector<Part> parts{{10, 10}, {0, 90}};
  EXPECT_DOUBLE_EQ(ratio_of_sums(parts)->value, 0.1) << "the mean of the units' own ratios is 0.5";
}

TEST(RatioOfSums, HasAnIntervalAroundItThatNarrowsWithMoreUnits) {
  std::vector<Part> few;
  for (const double part : {40, 55, 62, 48, 71, 50, 44, 66}) few.push_back({part, 80 + part / 5});
  std::vector<Part> many;
  for (int i = 0; i < 9; ++i) many.insert(many.end(), few.begin(), few.end());
  const auto narrow = ratio_of_sums(many);
  const auto wide = ratio_of_sums(few);
  ASSERT_TRUE(wide->interval && narrow->interval);
  EXPECT_NEAR(wide->value, narrow->value, 1e-12);
  EXPECT_LT(wide->interval->lo, wide->value);
  EXPECT_GT(wide->interval->hi, wide->value);
  EXPECT_NEAR((narrow->interval->hi - narrow->interval->lo) * 3 / (wide->interval->hi - wide->interval->lo), 1, 0.25);
}

TEST(RatioOfSums, StaysWithinNothingAndEverything) {
  const std::vector<Part> parts{{100, 100}, {100, 100}, {100, 100}, {100, 100}, {99, 100}, {90, 100}};
  EXPECT_LE(ratio_of_sums(parts)->interval->hi, 1);
}

TEST(RatioOfSums, OfFewUnitsOrEqualOnesHasNoInterval) {
  EXPECT_FALSE(ratio_of_sums(std::vector<Part>{{1, 2}, {1, 3}, {1, 4}, {1, 5}})->interval);
  EXPECT_FALSE(ratio_of_sums(std::vector<Part>(9, {1, 2}))->interval);
}

TEST(RatioOfSums, OfNothingIsNone) {
  EXPECT_FALSE(ratio_of_sums({}));
  EXPECT_FALSE(ratio_of_sums(std::vector<Part>{{0, 0}, {0, 0}}));
}

}  // namespace
}  // namespace quantladder::stats
