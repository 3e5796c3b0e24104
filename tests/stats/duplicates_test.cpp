#include "quantladder/stats/duplicates.h"

#include <gtest/gtest.h>

namespace quantladder::stats {
namespace {

TEST(Duplicates, PointToTheEarliestIterationThatTheyRepeat) {
  const std::vector<Fingerprint> iterations{{"a", "b"}, {"c", "b"}, {"a", "b"}, {"a", "b"}};
  const auto found = find_duplicates(iterations);
  EXPECT_EQ(found, (std::vector<std::optional<std::size_t>>{{}, {}, 0, 0}));
}

TEST(Duplicates, OneDifferentCellIsEnoughToBeDistinct) {
  const std::vector<Fingerprint> iterations{{"a", "b"}, {"a", "c"}};
  EXPECT_EQ(find_duplicates(iterations)[1], std::nullopt);
}

TEST(Duplicates, NothingIsConcludedFromMissingHashes) {
  const std::vector<Fingerprint> iterations{{"a", ""}, {"a", ""}, {}, {}};
  for (const auto& duplicate : find_duplicates(iterations)) EXPECT_EQ(duplicate, std::nullopt);
}

TEST(Duplicates, DistinctHashesAreCountedWithoutTheUnknownOnes) {
  EXPECT_EQ(count_distinct(std::vector<std::string>{"a", "b", "a", ""}), 2);
  EXPECT_EQ(count_distinct(std::vector<std::string>{}), 0);
}

}  // namespace
}  // namespace quantladder::stats
