#include "quantladder/core/load_item.h"

#include <gtest/gtest.h>

namespace quantladder::core {
namespace {

TEST(LoadItem, IsAllInItsName) {
  for (const char* name : {"once@1", "once@256", "sustained@3", "poisson@0.5", "constant@2"}) {
    const auto item = parse_load_item(name);
    ASSERT_TRUE(item) << name;
    EXPECT_EQ(to_string(*item), name);
  }
  EXPECT_EQ(parse_load_item("sustained@3"), (LoadItem{.mode = LoadMode::sustained, .level = 3}));
  EXPECT_EQ(parse_load_item("poisson@0.25"), (LoadItem{.mode = LoadMode::poisson, .per_s = 0.25}));
}

TEST(LoadItem, HasOneNameEach) {
  for (const char* name :
       {"once", "once@", "once@0", "once@-1", "once@257", "once@1.5", "once@03", "once@3 ", "often@3", "poisson@0",
        "poisson@-1", "poisson@nan", "poisson@inf", "poisson@1001", "poisson@0.50", "@3"})
    EXPECT_FALSE(parse_load_item(name)) << name;
}

}  // namespace
}  // namespace quantladder::core
