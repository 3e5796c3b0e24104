#include "quantladder/core/seed.h"

#include <gtest/gtest.h>

#include <set>

namespace quantladder::core {
namespace {

TEST(CellSeed, IsStableAcrossVersions) {
  // Literal on purpose: a run resumed by a later version must keep its seeds.
  EXPECT_EQ(cell_seed(1, "L1", 1), cell_seed(1, "L1", 1));
  EXPECT_EQ(cell_seed(1, "L1", 1), 873511023);
}

TEST(CellSeed, DiffersBetweenIterationsTasksAndExperiments) {
  std::set<std::uint64_t> seeds;
  for (std::uint64_t experiment = 1; experiment <= 3; ++experiment) {
    for (const char* task : {"L1", "L2", "L3", "L4", "L5"}) {
      for (int iteration = 1; iteration <= 60; ++iteration) seeds.insert(cell_seed(experiment, task, iteration));
    }
  }
  EXPECT_EQ(seeds.size(), 3u * 5u * 60u);
}

TEST(CellSeed, FitsTheServersSeedAndIsNeverItsWordForRandom) {
  for (int iteration = 1; iteration <= 1000; ++iteration) EXPECT_LT(cell_seed(7, "L3", iteration), 1ULL << 31);
}

}  // namespace
}  // namespace quantladder::core
