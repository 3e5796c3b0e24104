#include "llama/printable.h"

#include <gtest/gtest.h>

namespace quantladder::llama {
namespace {

const std::string kReplacement = "\xEF\xBF\xBD";

TEST(ValidUtf8, LeavesWellFormedTextAlone) {
  const std::string text = "a\xC3\xA9\xE4\xB8\x96\xF0\x9F\x8C\x8D";
  EXPECT_EQ(make_valid_utf8(text), text);
}

TEST(ValidUtf8, ReplacesEachByteThatBelongsToNoCharacter) {
  EXPECT_EQ(make_valid_utf8("a\xFF"
                            "b"),
            "a" + kReplacement + "b");
  EXPECT_EQ(make_valid_utf8("\xE4\xB8"), kReplacement + kReplacement);                     // cut short
  EXPECT_EQ(make_valid_utf8("\xC0\xAF"), kReplacement + kReplacement);                     // overlong
  EXPECT_EQ(make_valid_utf8("\xED\xA0\x80"), kReplacement + kReplacement + kReplacement);  // a surrogate
  EXPECT_EQ(make_valid_utf8("\xF5\x80\x80\x80").size(), 4 * kReplacement.size());          // above U+10FFFF
}

TEST(OneLine, FoldsBlanksAndControls) { EXPECT_EQ(make_one_line(" a\r\n\tb\x1b c \n"), "a b c"); }

TEST(OneLine, IsCutVisibly) { EXPECT_EQ(make_one_line("abcdef", 3), "abc..."); }

TEST(OneLine, CutInsideACharacterStaysValid) {
  EXPECT_EQ(make_one_line("\xC3\xA9\xC3\xA9", 3), "\xC3\xA9" + kReplacement + "...");
}

}  // namespace
}  // namespace quantladder::llama
