#include "judge/verdict.h"

#include <gmock/gmock.h>

#include <functional>

#include "judge/sandbox/bounded_text.h"
#include "judge/split/assignment_json.h"

namespace quantladder::judge {
namespace {

using core::Outcome;
using testing::HasSubstr;

const std::vector<std::string> kTests{"t.py::a", "t.py::b"};

// A run in which everything agrees; each test spoils one thing.
struct GoodRun {
  Expected expected{tasks::JudgedBy::pytest, kTests};
  std::string ready = "{\"ready\": true}\n";
  std::string collected = "{\"collected\": [\"t.py::a\", \"t.py::b\"]}\n";
  std::vector<std::string> before{
      R"({"canary": "before_plain", "outcome": "failed"})",
      R"({"canary": "before_value", "outcome": "failed"})",
  };
  std::vector<std::string> phases{
      R"({"test": "t.py::a", "when": "setup", "outcome": "passed"})",
      R"({"test": "t.py::a", "when": "call", "outcome": "passed"})",
      R"({"test": "t.py::a", "when": "teardown", "outcome": "passed"})",
      R"({"test": "t.py::b", "when": "setup", "outcome": "passed"})",
      R"({"test": "t.py::b", "when": "call", "outcome": "passed"})",
      R"({"test": "t.py::b", "when": "teardown", "outcome": "passed"})",
      R"({"canary": "after_plain", "outcome": "failed"})",
      R"({"canary": "after_value", "outcome": "failed"})",
  };
  std::string more;
  std::string end = "{\"end\": 1, \"tests\": 2, \"canaries\": 4, \"transport\": false}\n";
  RunFacts facts;

  GoodRun() {
    facts.ready = true;
    facts.tester_exit = 1;
  }

  core::Judgement judge() {
    facts.report = ready + collected;
    for (const std::string& canary : before) facts.report += canary + "\n";
    for (const std::string& phase : phases) facts.report += phase + "\n";
    facts.report += more + end;
    return decide(facts, expected, {});
  }

  static void replace(std::string& text, const std::string& from, const std::string& to) {
    ASSERT_NE(text.find(from), std::string::npos);
    text.replace(text.find(from), from.size(), to);
  }
};

TEST(Decide, PassesWhenEverythingHolds) {
  GoodRun run;
  const core::Judgement judgement = run.judge();
  EXPECT_EQ(judgement.outcome, Outcome::pass) << judgement.reason;
  EXPECT_EQ(judgement.tests_passed, 2);
  EXPECT_EQ(judgement.reason, "");
}

TEST(Decide, CountsWhatItReportsByTest) {
  GoodRun run;
  run.replace(run.phases[4], "passed", "failed");
  const core::Judgement judgement = run.judge();
  EXPECT_EQ(judgement.outcome, Outcome::fail);
  EXPECT_EQ(judgement.tests_passed, 1);
  EXPECT_EQ(judgement.tests.at(1).status, core::TestStatus::failed);
  EXPECT_THAT(judgement.reason, HasSubstr("1 of 2 tests passed; first: t.py::b failed"));
}

std::string blocked(const char* test, const char* when, const char* why) {
  return std::string(R"({"test": ")") + test + R"(", "when": ")" + when +
         R"(", "outcome": "blocked", "error": {"type": "Blocked", "message": ")" + why + R"(", "frames": []}})";
}

TEST(Decide, TellsWhatBlockedItsTestsOnce) {
  GoodRun run;
  run.phases[0] = blocked("t.py::a", "setup", "make ended with status 2");
  run.phases.erase(run.phases.begin() + 1);
  run.phases[3] = blocked("t.py::b", "call", "make ended with status 2");
  const core::Judgement judgement = run.judge();
  EXPECT_EQ(judgement.outcome, Outcome::fail);
  EXPECT_EQ(judgement.reason, "2 of 2 tests blocked: make ended with status 2");
  EXPECT_EQ(judgement.tests.at(0).status, core::TestStatus::blocked);
  EXPECT_EQ(judgement.tests.at(1).status, core::TestStatus::blocked);
  const std::size_t told = judgement.log.find("make ended");
  EXPECT_NE(told, std::string::npos);
  EXPECT_EQ(judgement.log.find("make ended", told + 1), std::string::npos) << judgement.log;
}

TEST(Decide, TellsWhatBlockedTestsBesideTheFirstFailure) {
  GoodRun run;
  run.phases[1] = blocked("t.py::a", "call", "no server");
  run.replace(run.phases[4], "passed", "failed");
  EXPECT_EQ(run.judge().reason, "0 of 2 tests passed, 1 blocked: no server; first: t.py::b failed");
  run.replace(run.phases[4], "failed", "passed");
  EXPECT_EQ(run.judge().reason, "1 of 2 tests passed, 1 blocked: no server");
}

TEST(Decide, TellsOfASetUpThatFailedByTimeAlone) {
  GoodRun run;
  run.replace(run.phases[4], "passed", "blocked");
  EXPECT_FALSE(run.judge().slow_set_up);
  run.more = "{\"slow\": true}\n";
  EXPECT_TRUE(run.judge().slow_set_up);
  EXPECT_EQ(run.judge().outcome, Outcome::fail);
  run.replace(run.phases[4], "blocked", "passed");
  EXPECT_EQ(run.judge().outcome, Outcome::pass);
  EXPECT_FALSE(run.judge().slow_set_up) << "nothing is to be judged again";
  run.more += run.more;
  EXPECT_EQ(run.judge().outcome, Outcome::error_protocol) << "it is told once";
}

TEST(Decide, NeedsEveryPhaseOnceAndPassed) {
  for (const std::size_t phase : {3, 4, 5}) {
    GoodRun missing;
    missing.phases.erase(missing.phases.begin() + static_cast<std::ptrdiff_t>(phase));
    EXPECT_EQ(missing.judge().outcome, Outcome::fail) << phase;
    GoodRun twice;
    twice.phases.push_back(twice.phases[phase]);
    EXPECT_EQ(twice.judge().outcome, Outcome::fail) << phase;
    for (const char* outcome : {"failed", "skipped", "xfailed", "xpassed", "blocked"}) {
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
    run.collected = std::string("{\"collected\": ") + collected + "}\n";
    EXPECT_EQ(run.judge().outcome, Outcome::error_protocol) << collected;
  }
  GoodRun never;
  never.collected.clear();
  EXPECT_EQ(never.judge().outcome, Outcome::error_protocol);
}

TEST(Decide, NeedsNoResultOfAnUnknownTest) {
  GoodRun run;
  run.more = "{\"test\": \"t.py::c\", \"when\": \"call\", \"outcome\": \"passed\"}\n";
  EXPECT_EQ(run.judge().outcome, Outcome::fail);
}

TEST(Decide, TakesTheOrderOfTestsForNoDifference) {
  GoodRun run;
  run.collected = "{\"collected\": [\"t.py::b\", \"t.py::a\"]}\n";
  EXPECT_EQ(run.judge().outcome, Outcome::pass);
}

TEST(Decide, NeedsTheTestersExitStatusToAgree) {
  for (const std::optional<int> status : {std::optional<int>(0), std::optional<int>(-9), std::optional<int>()}) {
    GoodRun run;
    run.facts.tester_exit = status;
    EXPECT_EQ(run.judge().outcome, Outcome::void_tester) << status.value_or(-1000);
  }
  GoodRun no_failure;  // with canaries a session can't end in success
  no_failure.replace(no_failure.end, "\"end\": 1", "\"end\": 0");
  no_failure.facts.tester_exit = 0;
  EXPECT_EQ(no_failure.judge().outcome, Outcome::void_tester);
}

TEST(Decide, NeedsTheCountsOfTheEndRecordToAgree) {
  for (const auto& change : std::vector<std::pair<std::string, std::string>>{
           {"\"tests\": 2", "\"tests\": 3"}, {"\"canaries\": 4", "\"canaries\": 3"}, {"false", "true"}}) {
    GoodRun run;
    run.replace(run.end, change.first, change.second);
    EXPECT_EQ(run.judge().outcome, Outcome::void_tester) << change.second;
  }
}

TEST(Decide, NeedsCanariesThatFailedBeforeTheTestsAndAfterThem) {
  for (const char* outcome : {"passed", "skipped", "xfailed", "xpassed", "blocked"}) {
    GoodRun run;
    run.replace(run.phases[7], "failed", outcome);
    EXPECT_EQ(run.judge().outcome, Outcome::void_canary) << outcome;
  }
  GoodRun few_before;
  few_before.before.pop_back();
  few_before.replace(few_before.end, "\"canaries\": 4", "\"canaries\": 3");
  EXPECT_EQ(few_before.judge().outcome, Outcome::void_tester);
  GoodRun few_after;
  few_after.phases.pop_back();
  few_after.replace(few_after.end, "\"canaries\": 4", "\"canaries\": 3");
  EXPECT_EQ(few_after.judge().outcome, Outcome::void_tester);
  GoodRun all_after;
  all_after.phases.insert(all_after.phases.end(), all_after.before.begin(), all_after.before.end());
  all_after.before.clear();
  EXPECT_EQ(all_after.judge().outcome, Outcome::void_tester);
}

// A run whose worker died in the second test.
GoodRun died_in_the_second() {
  GoodRun run;
  run.expected.points = {{"a", 3}, {"b", 4}};
  run.phases.resize(4);
  run.more = "{\"transport\": \"eof\", \"detail\": \"x\"}\n";
  run.end = "{\"end\": 2, \"tests\": 2, \"canaries\": 4, \"transport\": true}\n";
  return run;
}

TEST(Decide, NeedsTheFirstCanariesForPoints) {
  GoodRun run = died_in_the_second();
  EXPECT_EQ(run.judge().outcome, Outcome::error_died);
  EXPECT_EQ(run.judge().earned, 3);
  run.before.pop_back();
  EXPECT_EQ(run.judge().earned, 0);
  run.before.clear();
  EXPECT_EQ(run.judge().earned, 0);
  GoodRun late = died_in_the_second();  // they ran behind the test that is to earn
  late.phases.insert(late.phases.begin() + 3, late.before.begin(), late.before.end());
  late.before.clear();
  EXPECT_EQ(late.judge().outcome, Outcome::error_died);
  EXPECT_EQ(late.judge().earned, 0);
  GoodRun alive = died_in_the_second();
  alive.replace(alive.before[1], "failed", "passed");
  EXPECT_EQ(alive.judge().outcome, Outcome::void_canary);
  EXPECT_EQ(alive.judge().earned, std::nullopt);
}

TEST(Decide, GivesPointsByTheTestsThatPassed) {
  GoodRun run;
  EXPECT_EQ(run.judge().earned, std::nullopt) << "its points fall on no tests";
  run.expected.points = {{"a", 3}, {"b", 4}};
  EXPECT_EQ(run.judge().earned, 7);
  run.replace(run.phases[4], "passed", "failed");
  EXPECT_EQ(run.judge().earned, 3);
}

TEST(Decide, NeedsALineThatHeld) {
  const std::vector<std::pair<std::string, Outcome>> faults{{"eof", Outcome::error_died},
                                                            {"timeout", Outcome::error_timeout},
                                                            {"frame", Outcome::error_protocol},
                                                            {"limit", Outcome::error_protocol}};
  for (const auto& fault : faults) {
    GoodRun run;
    run.more = "{\"transport\": \"" + fault.first + "\", \"detail\": \"x\"}\n";
    run.replace(run.end, "false", "true");
    EXPECT_EQ(run.judge().outcome, fault.second) << fault.first;
  }
}

TEST(Decide, TellsHowTheWorkerEnded) {
  GoodRun run;
  run.more = "{\"transport\": \"eof\", \"detail\": \"\"}\n";
  run.replace(run.end, "false", "true");
  run.facts.worker_exit = 128 + 11;
  EXPECT_THAT(run.judge().reason, HasSubstr("signal 11"));
  run.facts.worker_exit = 128 + 24;
  EXPECT_EQ(run.judge().outcome, Outcome::error_timeout) << "SIGXCPU";
}

TEST(Decide, PassesAWorkerThatEndedAfterItsTests) {
  GoodRun run;
  run.facts.worker_exit = 3;
  EXPECT_EQ(run.judge().outcome, Outcome::pass) << "its exit status is recorded, never used";
}

TEST(Decide, NeedsNoLimitPassed) {
  const std::vector<std::pair<std::function<void(RunFacts&)>, Outcome>> limits{
      {[](RunFacts& facts) { facts.timed_out = true; }, Outcome::error_timeout},
      {[](RunFacts& facts) { facts.cpu_exceeded = true; }, Outcome::error_timeout},
      {[](RunFacts& facts) { facts.out_of_memory = true; }, Outcome::error_memory},
      {[](RunFacts& facts) { facts.output_overflow = true; }, Outcome::error_output},
      {[](RunFacts& facts) { facts.report_overflow = true; }, Outcome::error_protocol}};
  for (const auto& limit : limits) {
    GoodRun run;
    limit.first(run.facts);
    EXPECT_EQ(run.judge().outcome, limit.second) << core::to_id(limit.second);
  }
}

TEST(Decide, TakesTheDeathOfTheWorkerForTheCauseOfATesterThatWaits) {
  GoodRun run;
  run.end.clear();
  run.facts.timed_out = true;
  run.facts.worker_exit = 7;
  EXPECT_EQ(run.judge().outcome, Outcome::error_died);
}

TEST(Decide, TakesForeignLinesForTampering) {
  for (const char* line :
       {"junk\n", "[]\n", "{\"test\": 1}\n", "{\"unknown\": true}\n", "{\"ready\": true}\n", "{}\n", "\n", "null\n",
        "{\"canary\": \"after_plain\", \"outcome\": \"failed\"}\n", "{\"collected\": []}\n", "{\"program\": true}\n",
        "{\"transport\": \"other\", \"detail\": \"\"}\n",
        "{\"test\": \"t.py::a\", \"when\": \"later\", \"outcome\": \"passed\"}\n",
        "{\"test\": \"t.py::a\", \"when\": \"call\", \"outcome\": \"passed\", \"outcome\": \"passed\"}\n",
        "{\"end\": 1, \"tests\": 2, \"canaries\": 4, \"transport\": false}\n"}) {
    GoodRun run;
    run.more = line;
    EXPECT_EQ(run.judge().outcome, Outcome::error_protocol) << line;
  }
}

TEST(Decide, TakesNothingAfterTheEnd) {
  for (const char* line : {"{\"ready\": true}\n", "half a li"}) {
    GoodRun run;
    run.end += line;
    EXPECT_EQ(run.judge().outcome, Outcome::error_protocol) << line;
  }
}

TEST(Decide, VoidsAReportWithoutAnEndWhenTheWorkerIsNotAtFault) {
  GoodRun run;
  run.end.clear();
  run.facts.tester_exit = -11;
  EXPECT_EQ(run.judge().outcome, Outcome::void_tester);
}

TEST(Decide, TakesAMemoryErrorInATestForALackOfMemory) {
  GoodRun run;
  run.phases[4] =
      R"({"test": "t.py::b", "when": "call", "outcome": "failed", "error": {"type": "MemoryError", "message": "", "frames": []}})";
  EXPECT_EQ(run.judge().outcome, Outcome::error_memory);
}

TEST(Decide, TellsAnImportErrorFromAFailure) {
  GoodRun run;
  run.collected =
      "{\"import_error\": {\"type\": \"NameError\", \"message\": \"x\", \"frames\": [\"solution.py:1 in f\"]}}\n";
  run.phases.clear();
  run.end = "{\"end\": 3, \"tests\": 0, \"canaries\": 0, \"transport\": false}\n";
  run.facts.tester_exit = 3;
  const core::Judgement judgement = run.judge();
  EXPECT_EQ(judgement.outcome, Outcome::error_import);
  EXPECT_EQ(judgement.reason, "NameError: x");
  EXPECT_THAT(judgement.log, HasSubstr("at solution.py:1 in f"));
}

TEST(Decide, VoidsARunWhoseWorkerNeverStarted) {
  RunFacts facts;
  facts.output = "bwrap: no way";
  facts.report = "{\"end\": 3, \"tests\": 0, \"canaries\": 0, \"transport\": false}\n";
  const core::Judgement judgement = decide(facts, {tasks::JudgedBy::pytest, kTests}, {});
  EXPECT_EQ(judgement.outcome, Outcome::void_sandbox);
  EXPECT_THAT(judgement.reason, HasSubstr("bwrap: no way"));
}

TEST(Decide, VoidsARunWhoseTesterDiedAtOnce) {
  EXPECT_EQ(decide(RunFacts(), {tasks::JudgedBy::pytest, kTests}, {}).outcome, Outcome::void_tester);
}

core::Judgement decide_program(int status, int told) {
  RunFacts facts;
  facts.ready = true;
  facts.tester_exit = status;
  facts.report = "{\"ready\": true}\n{\"program\": " + std::to_string(told) + "}\n{\"end\": " + std::to_string(status) +
                 ", \"tests\": 0, \"canaries\": 0, \"transport\": false}\n";
  return decide(facts, {tasks::JudgedBy::program, {"check.py"}}, {});
}

TEST(DecideProgram, PassesByStatusZeroAlone) {
  const core::Judgement judgement = decide_program(0, 0);
  EXPECT_EQ(judgement.outcome, Outcome::pass) << judgement.reason;
  EXPECT_EQ(judgement.tests_passed, 1);
  EXPECT_EQ(decide_program(1, 1).outcome, Outcome::fail);
  EXPECT_EQ(decide_program(2, 2).outcome, Outcome::void_tester);
  EXPECT_EQ(decide_program(1, 0).outcome, Outcome::void_tester);
}

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
