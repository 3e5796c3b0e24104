#include "quantladder/core/load_search.h"

#include <gtest/gtest.h>

#include <set>
#include <string>

namespace quantladder::core {
namespace {

TEST(LoadSearch, GoesThroughAllLevels) {
  const auto items = items_of({.mode = LoadMode::sustained, .most = 3});
  ASSERT_EQ(items.size(), 3U);
  EXPECT_EQ(to_string(items.back()), "sustained@3");
}

TEST(LoadSearch, GoesThroughRatesWhoseNamesSayThem) {
  const auto items = items_of({.mode = LoadMode::poisson, .most = 1});
  ASSERT_EQ(items.size(), 9U);
  EXPECT_EQ(to_string(items.front()), "poisson@0.0625");
  EXPECT_EQ(to_string(items[1]), "poisson@0.08839");
  EXPECT_EQ(to_string(items.back()), "poisson@1");
  for (const LoadItem& item : items) EXPECT_EQ(parse_load_item(to_string(item)), item);
}

TEST(LoadSearch, EndsAtTheHighestRateThatAnItemHas) {
  const auto items = items_of({.mode = LoadMode::constant, .most = kMostArrivals});
  EXPECT_LE(items.back().per_s, kMostArrivals);
  EXPECT_GT(items.back().per_s, kMostArrivals / 2);
  std::set<std::string> names;
  for (const LoadItem& item : items) EXPECT_TRUE(names.insert(to_string(item)).second);
}

}  // namespace
}  // namespace quantladder::core
