#include "quantladder/core/thinking_marks.h"

#include <gtest/gtest.h>

#include <string>

namespace quantladder::core {
namespace {

std::string thought_in(const std::string& text) {
  const auto thought = find_thought(text);
  return thought ? text.substr(thought->begin, thought->end - thought->begin) : "none";
}

TEST(ThinkingMarks, EveryPairHoldsAThought) {
  for (const ThinkingMark& mark : kThinkingMarks) {
    const std::string open(mark.open);
    const std::string close(mark.close);
    EXPECT_EQ(thought_in(open + "hm" + close + "x = 1"), "hm") << open;
    EXPECT_EQ(thought_in(open + "hm"), "hm") << open << " that never ends";
    EXPECT_EQ(thought_in(open + "\n\n" + close + "x = 1"), "none") << open << " with nothing in it";
  }
}

TEST(ThinkingMarks, AClosingMarkTellsOfAThoughtThatTheTemplateOpened) {
  EXPECT_EQ(thought_in("hm, well</think>x = 1"), "hm, well");
  EXPECT_EQ(thought_in("hm, well[/THINK]x = 1"), "hm, well");
  EXPECT_EQ(thought_in("\n</think>\nx = 1"), "none");
  EXPECT_EQ(thought_in("x = 1<|end|>"), "none") << "the end of a turn";
}

TEST(ThinkingMarks, AnEmptyThoughtDoesNotHideTheNextOne) {
  EXPECT_EQ(thought_in("<think></think>first<think>then</think>x"), "then");
}

TEST(ThinkingMarks, CapitalLettersAreTheSame) { EXPECT_EQ(thought_in("<Think>hm</THINK>x"), "hm"); }

TEST(ThinkingMarks, CodeAndQuotesAboutMarksAreNoMarks) {
  EXPECT_EQ(thought_in("```python\nx = s.split('</think>')\n# <think>\n```\n"), "none");
  EXPECT_EQ(thought_in("It removes `<think>` and `</think>`."), "none");
}

TEST(ThinkingMarks, AThoughtMayHoldAFenceThatNeverCloses) {
  EXPECT_EQ(thought_in("<think>```python\nx</think>\n```python\ny\n```\n"), "```python\nx");
}

}  // namespace
}  // namespace quantladder::core
