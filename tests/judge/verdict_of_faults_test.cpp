// What is decided where the worker, the line or the tester broke.
#include <gmock/gmock.h>

#include <functional>

#include "judge/good_run.h"

namespace quantladder::judge {
namespace {

using core::Outcome;
using testing::HasSubstr;

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

}  // namespace
}  // namespace quantladder::judge
