// How the tester's report is read, and texts are made safe to keep.
#include <gmock/gmock.h>

#include "judge/sandbox/bounded_text.h"
#include "judge/split/assignment_json.h"
#include "judge/verdict.h"

namespace quantladder::judge {
namespace {

TEST(ParseReport, LeavesOutALineThatWasCutOff) {
  const TestReport report = parse_report("{\"ready\": true}\n{\"collected\": [\"a\"");
  EXPECT_EQ(report.malformed, "");
  EXPECT_FALSE(report.collected);
}

TEST(ParseReport, TakesNoTypeForAnother) {
  for (const char* end : {"{\"end\": true, \"tests\": 2, \"canaries\": 2, \"transport\": false}\n",
                          "{\"end\": 1.0, \"tests\": 2, \"canaries\": 2, \"transport\": false}\n",
                          "{\"end\": 1, \"tests\": 2, \"canaries\": 2, \"transport\": 0}\n",
                          "{\"end\": 99999999999, \"tests\": 2, \"canaries\": 2, \"transport\": false}\n"}) {
    EXPECT_NE(parse_report(end).malformed, "") << end;
  }
}

TEST(CollectedTests, NeedACompleteList) {
  std::string problem;
  RunFacts facts;
  facts.tester_exit = 0;
  facts.report = "{\"collected\": [\"t.py::a\"]}\n";
  EXPECT_FALSE(collected_tests(facts, problem));
  EXPECT_NE(problem, "");
  facts.report += "{\"end\": 0, \"tests\": 1, \"canaries\": 0, \"transport\": false}\n";
  EXPECT_EQ(collected_tests(facts, problem)->tests, std::vector<std::string>{"t.py::a"});
}

TEST(Base64, PadsAsTheStandardSays) {
  EXPECT_EQ(base64(""), "");
  EXPECT_EQ(base64("f"), "Zg==");
  EXPECT_EQ(base64("fo"), "Zm8=");
  EXPECT_EQ(base64("foo"), "Zm9v");
  EXPECT_EQ(base64(std::string("\0\xff\x80\xfe", 4)), "AP+A/g==");
}

TEST(BoundedText, KeepsHeadAndTail) {
  BoundedText text(10);
  text.add("12345");
  text.add("6789");
  text.add("A");
  EXPECT_EQ(text.text(), "123456789A") << "all of it fits";
  for (int i = 0; i < 100; ++i) text.add("abcdefg");
  EXPECT_EQ(text.total(), 710u);
  EXPECT_EQ(text.text(), "12345\n[700 bytes left out]\ncdefg");
}

TEST(Printable, EscapesControlsAndBrokenUtf8) {
  EXPECT_EQ(printable("a\tb\n\xc3\xa9\xe2\x82\xac\xf0\x9f\x99\x82"), "a\tb\n\xc3\xa9\xe2\x82\xac\xf0\x9f\x99\x82");
  EXPECT_EQ(printable(std::string("\0\x1b\x7f\r", 4)), "\\x00\\x1b\\x7f\\x0d");
  EXPECT_EQ(printable("\xff\xc3"), "\\xff\\xc3");
  EXPECT_EQ(printable("\xed\xa0\x80"), "\\xed\\xa0\\x80") << "a surrogate";
  EXPECT_EQ(printable("\xe0\x80\x80"), "\\xe0\\x80\\x80") << "an overlong form";
  EXPECT_EQ(printable("\xc2\x9b"), "\\xc2\\x9b") << "a control character above ASCII";
  EXPECT_EQ(printable("\u202e"), "\\xe2\\x80\\xae") << "a character that turns the order of the line";
}

}  // namespace
}  // namespace quantladder::judge
