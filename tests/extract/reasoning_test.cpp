// Reasoning in every form that the list of marks knows: a draft in it is no answer.
#include <gtest/gtest.h>

#include <string>

#include "quantladder/core/thinking_marks.h"
#include "quantladder/extract/extract.h"

namespace quantladder::extract {
namespace {

const std::string kDraft = "```python\ndef add(a, b):\n    return 0\n```\n";
const std::string kAnswer = "```python\ndef add(a, b):\n    return a + b\n```\n";

class ExtractReasoning : public testing::TestWithParam<core::ThinkingMark> {
 protected:
  // "draft", "answer" or "none"
  static std::string taken_from(const std::string& reply) {
    const core::Answer answer = extract(reply, {"python", {"solution.py"}, {"add"}});
    if (answer.files.empty()) return "none";
    return answer.files[0].content.find("a + b") == std::string::npos ? "draft" : "answer";
  }
  const std::string open{GetParam().open};
  const std::string close{GetParam().close};
};

TEST_P(ExtractReasoning, ThatEndsIsLeftAside) {
  EXPECT_EQ(taken_from(open + "\nSo:\n" + kDraft + "no\n" + close + "\n" + kAnswer), "answer");
  EXPECT_EQ(taken_from(open + "\nSo:\n" + kDraft + "no " + close + " Sorry.\n"), "none");
}

TEST_P(ExtractReasoning, ThatNeverEndsIsNoAnswer) {
  EXPECT_EQ(taken_from(open + "\nSo:\n" + kDraft), "none");
  EXPECT_EQ(taken_from("Sure! " + open + "So:\n" + kDraft), "none") << "within a line";
  EXPECT_EQ(taken_from("Sure! " + open + "\nSo:\n" + kDraft), "none") << "at the end of a line";
  EXPECT_EQ(taken_from(kAnswer + open + "\nHm:\n" + kDraft), "answer") << "after the answer";
}

TEST_P(ExtractReasoning, ThatTheTemplateOpenedEndsAnywhereInALine) {
  if (!GetParam().close_tells_alone) return;
  EXPECT_EQ(taken_from("So:\n" + kDraft + "no\n" + close + "\n" + kAnswer), "answer");
  EXPECT_EQ(taken_from("So:\n" + kDraft + "no. " + close + " I cannot.\n"), "none");
  EXPECT_EQ(taken_from("So:\n" + kDraft + "no. " + close + kAnswer), "answer");
}

TEST_P(ExtractReasoning, HasNoMarksInCodeOrQuotes) {
  const std::string code =
      "```python\n# ends with " + close + "\nMARK = '" + open + "'\ndef add(a, b):\n    return a + b\n```\n";
  EXPECT_EQ(taken_from(code), "answer");
  EXPECT_EQ(taken_from("I do not use `" + open + "`.\n" + kAnswer), "answer");
}

INSTANTIATE_TEST_SUITE_P(Mark, ExtractReasoning, testing::ValuesIn(core::kThinkingMarks));

}  // namespace
}  // namespace quantladder::extract
