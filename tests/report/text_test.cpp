#include "report/text.h"

#include <gmock/gmock.h>

#include "quantladder/core/printable.h"
#include "report/terminal_table.h"

namespace quantladder::report {
namespace {

using testing::ElementsAre;

TEST(Text, NumbersKeepWhatMatters) {
  EXPECT_EQ(to_text(85.6667), "85.7");
  EXPECT_EQ(to_text(0.0), "0.0");
  EXPECT_EQ(to_text(0.0123), "0.012");
  EXPECT_EQ(to_rate(123.4), "123");
  EXPECT_EQ(to_rate(54.12), "54.1");
  EXPECT_EQ(to_points(12.5), "12.5");
  EXPECT_EQ(to_points(25), "25");
}

TEST(Text, SizesAndDurationsCarryTheirUnit) {
  EXPECT_EQ(to_size(253'113'024), "241 MiB");
  EXPECT_EQ(to_size(18'119'000'000), "16.87 GiB");
  EXPECT_EQ(to_duration(340), "340 ms");
  EXPECT_EQ(to_duration(12'500), "12.5 s");
  EXPECT_EQ(to_duration(200'000), "3 min 20 s");
  EXPECT_EQ(to_duration(3 * 3'600'000 + 60'000), "3 h 1 min");
}

TEST(Values, AreReadAsTheirColumnSays) {
  EXPECT_EQ(to_text(Value(85.66, stats::Interval{71.6, 90.7}), Form::score), "85.7 [71.6, 90.7]");
  EXPECT_EQ(to_text(Value(1.25, stats::Interval{-9.5, 11.9}), Form::difference), "+1.2 [-9.5, 11.9]");
  EXPECT_EQ(to_text(0.0004, Form::p), "<0.001");
  EXPECT_EQ(to_text(std::uint64_t{253'113'024}, Form::size), "241 MiB");
  EXPECT_EQ(to_text(12, Form::count), "12");
  EXPECT_EQ(to_text({0.875, {}, "7/8 [53, 98]"}, Form::rate), "7/8 [53, 98]") << "its own words, where it has some";
}

TEST(Values, WhatIsNotKnownIsADash) {
  EXPECT_EQ(to_text(Value(), Form::rate), "-");
  EXPECT_EQ(to_text(std::optional<double>(), Form::score), "-");
  EXPECT_EQ(to_text("", Form::text), "-");
}

TEST(Text, ProportionWithoutTrialsIsMissing) { EXPECT_EQ(to_text(Proportion{}), "-"); }

TEST(Text, OneIsSingular) {
  EXPECT_EQ(count_of(1, "cell"), "1 cell");
  EXPECT_EQ(count_of(0, "cell"), "0 cells");
}

TEST(Utf8, WidthIsWhatATerminalShows) {
  EXPECT_EQ(display_width("abc"), 3);
  EXPECT_EQ(display_width("é"), 1);
  EXPECT_EQ(display_width("e\xCC\x81"), 1);  // with a combining accent
  EXPECT_EQ(display_width("量化"), 4);
  EXPECT_EQ(display_width("🙂"), 2);
  EXPECT_EQ(display_width("▁█·"), 3);
}

TEST(Utf8, ControlCharactersCannotReachTheTerminal) {
  EXPECT_EQ(to_line("a\x1b[31mb"), "a\xEF\xBF\xBD[31mb");
  EXPECT_EQ(to_line("a\nb\tc"), "a b c");
  EXPECT_EQ(to_line("a\xE2\x80\xAE"
                    "b"),
            "a\xEF\xBF\xBD"
            "b");  // right-to-left override
  EXPECT_EQ(to_line("a\u061c\u200e\u200f\u2066"), "a\uFFFD\uFFFD\uFFFD\uFFFD") << "the other marks of direction";
}

TEST(Utf8, BrokenBytesAreReplacedOneByOne) {
  EXPECT_EQ(to_line("\xFFok"), "\xEF\xBF\xBDok");
  EXPECT_EQ(to_line("\xC0\xAF"), "\xEF\xBF\xBD\xEF\xBF\xBD");                  // overlong
  EXPECT_EQ(to_line("\xE2\x82"), "\xEF\xBF\xBD\xEF\xBF\xBD");                  // cut short
  EXPECT_EQ(to_line("\xED\xA0\x80"), "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD");  // surrogate
  EXPECT_EQ(to_line("量"), "量");
}

TEST(Wrap, BreaksAtSpacesAndCutsWhatIsTooLong) {
  EXPECT_THAT(wrap("one two three", 7), ElementsAre("one two", "three"));
  EXPECT_THAT(wrap("abcdefghij k", 4), ElementsAre("abcd", "efgh", "ij k"));
  EXPECT_THAT(wrap("量化量化", 5), ElementsAre("量化", "量化"));
  EXPECT_THAT(wrap("", 10), ElementsAre(""));
}

TEST(Shell, OnlyWhatNeedsItIsQuoted) {
  EXPECT_EQ(core::quote_for_shell("/models/a-b.gguf"), "/models/a-b.gguf");
  EXPECT_EQ(core::quote_for_shell("my model"), "'my model'");
  EXPECT_EQ(core::quote_for_shell("it's"), "'it'\\''s'");
  EXPECT_EQ(core::quote_for_shell(""), "''");
  EXPECT_EQ(core::quote_for_shell("$HOME"), "'$HOME'");
}

TEST(Shell, ACommandHasOneOptionPerLine) {
  EXPECT_THAT(to_command_lines({"llama-server", "--model", "a b", "--n-gpu-layers", "-1", "--jinja"}),
              ElementsAre("llama-server \\", "  --model 'a b' \\", "  --n-gpu-layers -1 \\", "  --jinja"));
}

std::vector<std::string> laid_out(const Table& table, int width) {
  std::vector<std::string> lines;
  for (const TableLine& line : lay_out(table, width)) lines.push_back(line.text);
  return lines;
}

TEST(Layout, AlignsByWidthNotByBytes) {
  const Table table{{{"Name"}, {"N", Form::count}}, {{"量化", "1"}, {"abc", "10"}}};
  EXPECT_THAT(laid_out(table, 40), ElementsAre("Name   N", "量化   1", "abc   10"));
}

TEST(Layout, WhatDoesNotFitContinuesBelowWithTheFirstColumn) {
  const Table table{{{"M"}, {"aaaaaaaaaa"}, {"bbbbbbbbbb"}}, {{"x", "1", "2"}}};
  EXPECT_THAT(laid_out(table, 20), ElementsAre("M  aaaaaaaaaa", "x  1", "", "M  bbbbbbbbbb", "x  2"));
}

TEST(Layout, FreeTextIsBrokenInsteadOfContinued) {
  const Table table{{{"M"}, {"Text", Form::prose}}, {{"x", "one two three four five six seven"}}};
  EXPECT_THAT(laid_out(table, 27), ElementsAre("M  Text", "x  one two three four five", "   six seven"));
}

TEST(Layout, ATableWithoutColumnsIsNothing) { EXPECT_TRUE(lay_out(Table{}, 80).empty()); }

}  // namespace
}  // namespace quantladder::report
