#include "judge/verdict.h"

#include <gmock/gmock.h>

#include "judge/good_run.h"

namespace quantladder::judge {
namespace {

using core::Outcome;
using testing::HasSubstr;

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

}  // namespace
}  // namespace quantladder::judge
