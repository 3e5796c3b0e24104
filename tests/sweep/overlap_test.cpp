#include "quantladder/sweep/overlap.h"

#include <gmock/gmock.h>

#include <string>

namespace quantladder::sweep {
namespace {

using ::testing::AllOf;
using ::testing::Gt;
using ::testing::Lt;

// A text of its own for each seed, of words that all seeds share.
std::string prose(int seed, int words) {
  constexpr const char* kWords[] = {"the", "light", "of", "a",     "Prism", "falls", "on",   "paper", "and",    "is",
                                    "red", "where", "it", "bends", "least", "so",    "that", "rays",  "differ", "in"};
  std::string text;
  auto state = static_cast<unsigned>(seed);
  for (int i = 0; i < words; ++i) {
    state = state * 1664525U + 1013904223U;
    text += std::string(kWords[(state >> 16U) % 20]) + (i % 12 == 11 ? ".\n" : " ");
  }
  return text;
}

// Likewise, of characters that are written without spaces.
std::string chinese(int seed, int characters) {
  std::string text;
  auto state = static_cast<unsigned>(seed);
  for (int i = 0; i < characters; ++i) {
    state = state * 1664525U + 1013904223U;
    const unsigned c = 0x4E00 + (state >> 16U) % 200;
    text += {static_cast<char>(0xE0U | c >> 12U), static_cast<char>(0x80U | (c >> 6U & 0x3FU)),
             static_cast<char>(0x80U | (c & 0x3FU))};
    if (i % 15 == 14) text += "\xE3\x80\x82";  // a full stop
  }
  return text;
}

TEST(Overlap, TheSameTextIsAllInCommon) {
  EXPECT_EQ(share_of_common_runs(prose(1, 500), prose(1, 500)), 1);
  EXPECT_EQ(share_of_common_runs(chinese(1, 500), chinese(1, 500)), 1);
}

TEST(Overlap, TextsOfTheSameWordsHaveNothingInCommon) {
  EXPECT_EQ(share_of_common_runs(prose(1, 20000), prose(2, 5000)), 0);
  EXPECT_EQ(share_of_common_runs(chinese(1, 20000), chinese(2, 5000)), 0);
}

TEST(Overlap, AParagraphIsFoundWithItsShare) {
  const std::string paragraph = prose(3, 100);
  EXPECT_THAT(share_of_common_runs(prose(1, 3000) + paragraph, prose(2, 900) + paragraph), AllOf(Gt(0.08), Lt(0.11)));
  const std::string sentences = chinese(3, 200);
  EXPECT_THAT(share_of_common_runs(chinese(1, 3000) + sentences, chinese(2, 1800) + sentences),
              AllOf(Gt(0.08), Lt(0.11)));
}

TEST(Overlap, LinesCapitalsAndPunctuationDoNotHideIt) {
  const std::string text = prose(1, 400);
  std::string other;
  int column = 0;
  for (const char c : text) {
    const bool ends = c == ' ' && ++column % 5 == 0;
    other += ends ? "\r\n\t" : std::string(1, static_cast<char>(std::toupper(static_cast<unsigned char>(c))));
    if (c == '.') other += "\"";
  }
  EXPECT_EQ(share_of_common_runs(other, text), 1);
  EXPECT_EQ(share_of_common_runs("\xC3\x84RGER \xCE\xA9 \xD0\x96 1 2 3 4 5 6 7 8 9 10",
                                 "\xC3\xA4rger, \xCF\x89 \xD0\xB6 1 2 3 4 5 6 7 8 9 10"),
            1);
  std::string wrapped = chinese(1, 400);
  for (std::size_t at = 30; at < wrapped.size(); at += 31) wrapped.insert(at, "\n");
  EXPECT_EQ(share_of_common_runs(wrapped, chinese(1, 400)), 1);
}

TEST(Overlap, ThirteenWordsOrTwentySixCharactersAreARun) {
  EXPECT_EQ(share_of_common_runs("a b c d e f g h i j k l m", "a b c d e f g h i j k l m"), 1);
  EXPECT_EQ(share_of_common_runs("a b c d e f g h i j k l", "a b c d e f g h i j k l"), 0);
  EXPECT_EQ(share_of_common_runs(chinese(1, 26), chinese(1, 26)), 1);
  EXPECT_EQ(share_of_common_runs(chinese(1, 25), chinese(1, 25)), 0);
}

TEST(Overlap, BytesThatAreNoTextAreCompared) {
  const std::string bytes = "\xFF\xC3 \xE4\xB8 1 2 3 4 5 6 7 8 9 10 11 12 13 \xF0\x9F";
  EXPECT_EQ(share_of_common_runs(bytes, bytes), 1);
  EXPECT_EQ(share_of_common_runs("", bytes), 0);
  EXPECT_EQ(share_of_common_runs(bytes, ""), 0);
}

}  // namespace
}  // namespace quantladder::sweep
