#include "judge/verdict.h"

#include <gmock/gmock.h>

#include <functional>

#include "judge/bounded_text.h"

namespace quantladder::judge {
namespace {

using core::Outcome;
using testing::HasSubstr;

const std::vector<std::string> kExpected{"t.py::a", "t.py::b"};

// A run in which everything agrees; each test spoils one thing.
struct GoodRun {
  std::string collected = R"(["t.py::a", "t.py::b"])";
  std::vector<std::string> phases{
      R"({"test": "t.py::a", "when": "setup", "outcome": "passed"})",
      R"({"test": "t.py::a", "when": "call", "outcome": "passed"})",
      R"({"test": "t.py::a", "when": "teardown", "outcome": "passed"})",
      R"({"test": "t.py::b", "when": "setup", "outcome": "passed"})",
      R"({"test": "t.py::b", "when": "call", "outcome": "passed"})",
      R"({"test": "t.py::b", "when": "teardown", "outcome": "passed"})",
  };
  std::string end = "0";
  std::string junit =
      R"(<testsuites><testsuite errors=\"0\" failures=\"0\" skipped=\"0\" tests=\"2\">)"
      R"(<testcase classname=\"t\" name=\"a\" /><testcase classname=\"t\" name=\"b\" /></testsuite></testsuites>)";
  std::string extra_line;
  RunFacts facts;

  GoodRun() { facts.exit_code = 0; }

  core::Judgement judge() {
    facts.ready = true;
    facts.report = "{\"ready\": true}\n{\"collected\": " + collected + "}\n";
    for (const std::string& phase : phases) facts.report += phase + "\n";
    facts.report += extra_line;
    if (!end.empty()) facts.report += "{\"end\": " + end + ", \"junit\": \"" + junit + "\"}\n";
    return decide(facts, kExpected, {});
  }

  void replace(std::string& text, const std::string& from, const std::string& to) {
    ASSERT_NE(text.find(from), std::string::npos);
    text.replace(text.find(from), from.size(), to);
  }
};

TEST(Decide, PassesWhenAllAccountsAgree) {
  GoodRun run;
  const core::Judgement judgement = run.judge();
  EXPECT_EQ(judgement.outcome, Outcome::pass) << judgement.reason;
  EXPECT_EQ(judgement.tests_passed, 2);
  EXPECT_EQ(judgement.reason, "");
}

TEST(Decide, CountsWhatItReportsByTest) {
  GoodRun run;
  run.replace(run.phases[4], "passed", "failed");
  run.end = "1";
  run.facts.exit_code = 1;
  const core::Judgement judgement = run.judge();
  EXPECT_EQ(judgement.outcome, Outcome::fail);
  EXPECT_EQ(judgement.tests_passed, 1);
  EXPECT_EQ(judgement.tests.at(1).status, "failed");
  EXPECT_THAT(judgement.reason, HasSubstr("1 of 2 tests passed; first: t.py::b failed"));
}

TEST(Decide, NeedsEveryPhaseOnceAndPassed) {
  for (const std::size_t phase : {3, 4, 5}) {
    GoodRun missing;
    missing.phases.erase(missing.phases.begin() + static_cast<std::ptrdiff_t>(phase));
    EXPECT_EQ(missing.judge().outcome, Outcome::fail) << phase;
    GoodRun twice;
    twice.phases.push_back(twice.phases[phase]);
    EXPECT_EQ(twice.judge().outcome, Outcome::fail) << phase;
    for (const char* outcome : {"failed", "skipped", "xfailed"}) {
      GoodRun other;
      other.replace(other.phases[phase], "passed", outcome);
      EXPECT_EQ(other.judge().outcome, Outcome::fail) << phase << outcome;
    }
  }
}

TEST(Decide, NeedsExactlyTheExpectedTests) {
  for (const char* collected : {R"(["t.py::a"])", R"(["t.py::a", "t.py::b", "t.py::c"])", R"(["t.py::a", "t.py::a"])",
                                R"(["t.py::a", "u.py::b"])", "[]"}) {
    GoodRun run;
    run.collected = collected;
    EXPECT_EQ(run.judge().outcome, Outcome::error_protocol) << collected;
  }
}

TEST(Decide, TakesTheOrderOfTestsForNoDifference) {
  GoodRun run;
  run.collected = R"(["t.py::b", "t.py::a"])";
  EXPECT_EQ(run.judge().outcome, Outcome::pass);
}

TEST(Decide, NeedsTheExitStatusToAgree) {
  GoodRun reported;
  reported.end = "1";
  EXPECT_EQ(reported.judge().outcome, Outcome::error_protocol);
  GoodRun actual;
  actual.facts.exit_code = 1;
  EXPECT_EQ(actual.judge().outcome, Outcome::error_protocol);
  GoodRun killed;
  killed.facts.exit_code.reset();
  EXPECT_EQ(killed.judge().outcome, Outcome::error_protocol);
}

TEST(Decide, NeedsTheJunitFileToAgree) {
  const std::vector<std::pair<std::string, std::string>> changes{
      {R"(tests=\"2\")", R"(tests=\"3\")"},     {R"(failures=\"0\")", R"(failures=\"1\")"},
      {R"(errors=\"0\")", R"(errors=\"1\")"},   {R"(skipped=\"0\")", R"(skipped=\"1\")"},
      {R"(name=\"b\" />)", R"(name=\"c\" />)"}, {R"(name=\"b\" />)", R"(name=\"b\"><skipped/></testcase>)"},
      {R"(<testsuite )", R"(<testbed )"},       {R"(<testcase classname=\"t\" name=\"b\" />)", ""}};
  for (const auto& change : changes) {
    GoodRun run;
    run.replace(run.junit, change.first, change.second);
    EXPECT_EQ(run.judge().outcome, Outcome::error_protocol) << change.second;
  }
}

TEST(Decide, TakesForeignLinesForTampering) {
  for (const char* line :
       {"junk\n", "[]\n", "{\"test\": 1}\n", "{\"unknown\": true}\n", "{\"end\": 0, \"junit\": \"\"}\n"}) {
    GoodRun run;
    run.extra_line = line;
    EXPECT_EQ(run.judge().outcome, Outcome::error_protocol) << line;
  }
}

TEST(Decide, TakesAnIncompleteReportForADeath) {
  GoodRun run;
  run.end = "";
  const core::Judgement judgement = run.judge();
  EXPECT_EQ(judgement.outcome, Outcome::error_died);
  EXPECT_EQ(judgement.tests_passed, 2) << "recorded, but no pass";
  GoodRun killed;
  killed.end = "";
  killed.facts.exit_code = 139;
  EXPECT_THAT(killed.judge().reason, HasSubstr("signal 11"));
}

TEST(Decide, NamesTheLimitThatEndedIt) {
  const std::vector<std::pair<std::function<void(RunFacts&)>, Outcome>> limits{
      {[](RunFacts& facts) { facts.timed_out = true; }, Outcome::error_timeout},
      {[](RunFacts& facts) { facts.exit_code = 128 + 24; }, Outcome::error_timeout},
      {[](RunFacts& facts) { facts.out_of_memory = true; }, Outcome::error_memory},
      {[](RunFacts& facts) { facts.output_overflow = true; }, Outcome::error_output},
      {[](RunFacts& facts) { facts.report_overflow = true; }, Outcome::error_protocol}};
  for (const auto& limit : limits) {
    GoodRun run;
    run.end = "";
    limit.first(run.facts);
    EXPECT_EQ(run.judge().outcome, limit.second) << core::to_id(limit.second);
  }
}

TEST(Decide, TakesAMemoryErrorInATestForALackOfMemory) {
  GoodRun run;
  run.phases[4] =
      R"({"test": "t.py::b", "when": "call", "outcome": "failed", "error": {"type": "MemoryError", "message": "", "frames": []}})";
  EXPECT_EQ(run.judge().outcome, Outcome::error_memory);
}

TEST(Decide, VoidsARunThatNeverStarted) {
  RunFacts facts;
  facts.output = "bwrap: no way";
  const core::Judgement judgement = decide(facts, kExpected, {});
  EXPECT_EQ(judgement.outcome, Outcome::void_sandbox);
  EXPECT_THAT(judgement.reason, HasSubstr("bwrap: no way"));
}

TEST(ParseReport, LeavesOutALineThatWasCutOff) {
  const TestReport report = parse_report("{\"ready\": true}\n{\"collected\": [\"a\"");
  EXPECT_FALSE(report.malformed);
  EXPECT_EQ(report.collections, 0);
}

TEST(ParseJunit, ReadsNamesOutcomesAndEntities) {
  const auto report = parse_junit(
      "<?xml version=\"1.0\"?><testsuites><testsuite name=\"pytest\" errors=\"1\" failures=\"2\" skipped=\"3\" "
      "tests=\"4\"><testcase classname=\"m.C\" name=\"t[&lt;&amp;&quot;]\" time=\"0\"><failure message=\"a > b\">x "
      "&lt; "
      "y</failure></testcase><testcase classname=\"m\" name=\"u\"></testcase></testsuite></testsuites>");
  ASSERT_TRUE(report);
  EXPECT_EQ(report->errors, 1);
  EXPECT_EQ(report->failures, 2);
  EXPECT_EQ(report->skipped, 3);
  EXPECT_EQ(report->tests, 4);
  ASSERT_EQ(report->cases.size(), 2u);
  EXPECT_EQ(report->cases[0].name, "m.C.t[<&\"]");
  EXPECT_FALSE(report->cases[0].passed);
  EXPECT_EQ(report->cases[1].name, "m.u");
  EXPECT_TRUE(report->cases[1].passed);
}

TEST(ParseJunit, RefusesWhatIsNone) {
  for (const char* text :
       {"", "<", "no xml", "<testsuites></testsuites>", "<testsuite a=\"", "<testsuite/><testsuite/>"}) {
    EXPECT_FALSE(parse_junit(text)) << text;
  }
}

TEST(JunitName, FollowsPytest) {
  EXPECT_EQ(junit_name("test_a.py::test_b"), "test_a.test_b");
  EXPECT_EQ(junit_name("dir/test_a.py::TestC::test_b[x/y::z.py]"), "dir.test_a.TestC.test_b[x/y::z.py]");
}

TEST(CollectedTests, NeedACompleteList) {
  std::string problem;
  RunFacts facts;
  facts.ready = true;
  facts.report = "{\"ready\": true}\n{\"collected\": [\"t.py::a\"]}\n";
  EXPECT_FALSE(collected_tests(facts, problem));
  EXPECT_NE(problem, "");
  facts.report += "{\"end\": 0, \"junit\": \"\"}\n";
  EXPECT_EQ(collected_tests(facts, problem), std::vector<std::string>{"t.py::a"});
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
}

}  // namespace
}  // namespace quantladder::judge
