// The small version of `stats_simulation history`: fixed seed, few histories.
#include <gtest/gtest.h>

#include "stats_simulation/histories.h"

namespace quantladder::simulation {
namespace {

constexpr std::uint64_t kHistorySeed = 20240607;
constexpr double kAlpha = 0.025;  // half of 0.05, as the score has

// Four standard errors of a share of 0.025 among so many.
TEST(HistorySimulation, EqualNightsAreFlaggedNoMoreOftenThanPromised) {
  Random random(kHistorySeed);
  EXPECT_LE(false_alarms(NightlyScores{pooled()}, 60, kAlpha, 200, random), kAlpha + 0.044);
  EXPECT_LE(false_alarms(NightlyScores{ceiling(), 15, 0.5}, 60, kAlpha, 200, random), kAlpha + 0.044);
  EXPECT_LE(false_alarms(NightlySpeeds{0.005, 0.05}, 60, kAlpha, 200, random), kAlpha + 0.044);
}

TEST(HistorySimulation, ADropOf20PointsIsFlaggedWithinFiveNights) {
  Random random(kHistorySeed);
  for (const int before : {5, 20, 60}) {
    const Detection got = detection(NightlyScores{pooled()}, {before, 20, 5}, kAlpha, 100, random);
    EXPECT_GE(got.flagged, 0.8) << before;
    EXPECT_GE(got.right_night, 0.8) << before;
  }
}

TEST(HistorySimulation, ASlowerServerIsFlaggedWithinTwoWeeks) {
  Random random(kHistorySeed);
  EXPECT_GE(detection(NightlySpeeds{0.005, 0.05}, {28, 3, 14}, kAlpha / 2, 100, random).flagged, 0.55);
}

}  // namespace
}  // namespace quantladder::simulation
