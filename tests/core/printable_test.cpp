#include "quantladder/core/printable.h"

#include <gmock/gmock.h>

namespace quantladder::core {
namespace {

TEST(Printable, ControlCharactersAreWrittenOut) {
  EXPECT_EQ(printable("a\x1b[2Jb\r\n\x7f"), "a\\x1b[2Jb\\x0d\\x0a\\x7f");
  EXPECT_EQ(printable("\u009b2J"), "\\xc2\\x9b2J") << "the same sequence in one character";
  EXPECT_EQ(printable("\x9b"
                      "2J \xff"),
            "\\x9b2J \\xff")
      << "bytes that are no UTF-8";
}

TEST(Printable, CharactersThatTurnTheOrderOfTheLineAreWrittenOut) {
  EXPECT_EQ(printable("a\u202eb\u202c"), "a\\xe2\\x80\\xaeb\\xe2\\x80\\xac");
  for (const char* control : {"\u061c", "\u200e", "\u200f", "\u2028", "\u2029", "\u202a", "\u2066", "\u2069"}) {
    EXPECT_FALSE(is_printable(control)) << printable(control);
  }
  for (const char* neighbour : {"\u061b", "\u061d", "\u200d", "\u2010", "\u2027", "\u202f", "\u2065", "\u206a"}) {
    EXPECT_TRUE(is_printable(neighbour)) << printable(neighbour);
  }
}

TEST(Printable, BytesThatNoCharacterHasAreWrittenOut) {
  EXPECT_EQ(printable("\xe0\x80\x9b"), "\\xe0\\x80\\x9b") << "a control character in three bytes";
  EXPECT_EQ(printable("\xed\xa0\x80"), "\\xed\\xa0\\x80") << "half a character";
  EXPECT_EQ(printable("\xf0\x80\x80\x9b\xf4\x90\x80\x80"), "\\xf0\\x80\\x80\\x9b\\xf4\\x90\\x80\\x80");
  EXPECT_EQ(printable("\u4e00\xe4"), "\u4e00\\xe4") << "cut off at the end";
}

TEST(Printable, TextOfAnyScriptStays) {
  EXPECT_EQ(printable("Gr\u00fc\u00dfe, \u6a21\u578b \U0001f600"), "Gr\u00fc\u00dfe, \u6a21\u578b \U0001f600");
}

TEST(Printable, KeepsWhatIsAskedFor) { EXPECT_EQ(printable("a\n\x1b", "\n"), "a\n\\x1b"); }

TEST(Printable, TellsWhetherThereIsAnythingToWriteOut) {
  EXPECT_TRUE(is_printable("\u6a21 b"));
  EXPECT_FALSE(is_printable("a\n"));
}

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
}  // namespace quantladder::core
