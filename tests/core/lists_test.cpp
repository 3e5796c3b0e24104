#include "quantladder/core/lists.h"

#include <gtest/gtest.h>

namespace quantladder::core {
namespace {

TEST(Lists, AnEmptyListCoversAll) {
  EXPECT_TRUE(covers({}, "a"));
  EXPECT_TRUE(covers({"b", "a"}, "a"));
  EXPECT_FALSE(covers({"b", "a"}, "A"));
}

TEST(Lists, ALineIsAddedOnce) {
  std::vector<std::string> lines{"a"};
  for (const char* line : {"b", "a", "b"}) add_once(lines, line);
  EXPECT_EQ(lines, (std::vector<std::string>{"a", "b"}));
}

TEST(Lists, PartsAreSeparatedAndEmptyOnesLeftOut) {
  std::string text;
  for (const char* part : {"", "a", "", "b"}) add_part(text, part, "; ");
  EXPECT_EQ(text, "a; b");
}

}  // namespace
}  // namespace quantladder::core
