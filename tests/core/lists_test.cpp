#include "quantladder/core/lists.h"

#include <gtest/gtest.h>

namespace quantladder::core {
namespace {

TEST(Lists, AnEmptyListCoversAll) {
  EXPECT_TRUE(covers({}, "a"));
  EXPECT_TRUE(covers({"b", "a"}, "a"));
  EXPECT_FALSE(covers({"b", "a"}, "A"));
}

}  // namespace
}  // namespace quantladder::core
