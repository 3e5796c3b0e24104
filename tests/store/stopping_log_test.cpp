#include "quantladder/store/json.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "quantladder/core/error.h"
#include "quantladder/store/run_store.h"

namespace quantladder::store {
namespace {

using testing::HasSubstr;

core::StoppingLog small_log() {
  core::StoppingLog log;
  log.plan = {.n_max = 15, .alpha = 0.05, .margin = 5, .baseline = "q8", .candidates = {"q4", "q2"}};
  core::ComparisonLook open{.candidate = "q4", .n = 6, .difference = -1.5, .outcome = core::LookOutcome::go_on};
  core::ComparisonLook decided{.candidate = "q2",
                               .n = 6,
                               .difference = -60,
                               .boundary = 55,
                               .alpha_planned = 0.01,
                               .alpha_spent = 0.008,
                               .repeated_lo = -80,
                               .repeated_hi = -40,
                               .repeated_level = 0.975,
                               .predictive = 1,
                               .outcome = core::LookOutcome::decided,
                               .decision = {core::Verdict::better, core::Side::b}};
  log.looks = {{.round = 2,
                .at = "2026-11-21T10:00:00Z",
                .stop = false,
                .reason = core::LookOutcome::go_on,
                .comparisons = {open, decided}}};
  return log;
}

TEST(StoppingLog, EveryFieldSurvivesTheRoundTrip) {
  EXPECT_EQ(parse_json<core::StoppingLog>(to_json(small_log()), "stopping.json"), small_log());
}

// The texts that 0.1 wrote.
TEST(StoppingLog, WhatALookConcludedIsWrittenByItsIds) {
  const std::string text = to_json(small_log());
  for (const char* part : {R"("outcome": "decided")", R"("verdict": "better")", R"("better": "baseline")",
                           R"("verdict": "undecided")", R"("better": "")", R"("reason": "go_on")"}) {
    EXPECT_THAT(text, HasSubstr(part));
  }
}

TEST(StoppingLog, AVerdictThatItDoesNotKnowIsNamed) {
  for (const auto& [known, unknown] : {std::pair("decided", "guessed"), std::pair("baseline", "q8")}) {
    std::string text = to_json(small_log());
    text.replace(text.rfind(std::string("\"") + known) + 1, std::string(known).size(), unknown);
    try {
      parse_json<core::StoppingLog>(text, "stopping.json");
      FAIL() << "accepted " << unknown;
    } catch (const core::Error& error) {
      EXPECT_THAT(error.what(), HasSubstr(unknown));
    }
  }
}

TEST(StoppingLog, AFileThatIsNoLogIsNamed) {
  try {
    parse_json<core::StoppingLog>("{\"schema\": 1}", "run/stopping.json");
    FAIL() << "accepted";
  } catch (const core::Error& error) {
    EXPECT_THAT(error.what(), HasSubstr("run/stopping.json"));
  }
}

TEST(StoppingLog, ARunWithoutOneHasNone) {
  sys::TempDir dir;
  auto store = RunStore::open_for_writing(dir.path() / "run");
  EXPECT_FALSE(store.stopping_log());
  store.write_stopping_log(small_log());
  EXPECT_EQ(store.stopping_log(), small_log());
}

}  // namespace
}  // namespace quantladder::store
