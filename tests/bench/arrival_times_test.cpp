#include "bench/arrival_times.h"

#include <gmock/gmock.h>

#include <algorithm>

namespace quantladder::bench {
namespace {

using ::testing::DoubleNear;
using ::testing::ElementsAre;

core::LoadItem item(const char* name) { return *core::parse_load_item(name); }

TEST(ArrivalTimes, AreEquallyFarApartInModeConstant) {
  EXPECT_THAT(draw_arrivals(item("constant@2"), 2, 1), ElementsAre(0.5, 1, 1.5));
}

TEST(ArrivalTimes, AreRandomWithTheirMeanInModePoisson) {
  const auto times = draw_arrivals(item("poisson@10"), 10000, 7);
  EXPECT_TRUE(std::is_sorted(times.begin(), times.end()));
  EXPECT_LT(times.back(), 10000);
  EXPECT_NEAR(static_cast<double>(times.size()), 100000, 4 * 316) << "four standard deviations";
  // Of an exponential distribution, a share of 1 - 1/e lies below the mean.
  int below = 0;
  for (std::size_t i = 1; i < times.size(); ++i) below += times[i] - times[i - 1] < 0.1;
  EXPECT_NEAR(below / static_cast<double>(times.size() - 1), 0.632, 0.01);
}

TEST(ArrivalTimes, AreTheSameForTheSameSeedEverywhere) {
  EXPECT_EQ(draw_arrivals(item("poisson@1"), 60, 5), draw_arrivals(item("poisson@1"), 60, 5));
  EXPECT_NE(draw_arrivals(item("poisson@1"), 60, 5), draw_arrivals(item("poisson@1"), 60, 6));
}

}  // namespace
}  // namespace quantladder::bench
