#include "quantladder/store/json.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "quantladder/core/error.h"

namespace quantladder::store {
namespace {

core::Record full_record() {
  core::Record record;
  record.cell = {"model", "ladder", "L3", 7};
  record.attempt = 2;
  record.reason_for_attempt = core::AttemptReason::retry_of(core::Outcome::infrastructure_stall);
  record.server_start = 4;
  record.round = 3;
  record.suite_version = "1.0.0";
  record.answered().prompt_sha256 = "abc";
  record.answered().points = 25;
  record.answered().request.sampling = {.profile = "p", .temperature = 0.1, .top_k = 20};
  record.answered().request.thinking = core::Thinking::off;
  record.answered().request.max_tokens = 99;
  record.answered().request.stop = {"```"};
  record.answered().request.request_extra_json = R"({"grammar":"root ::= \"x\""})";
  record.answered().request_json = R"({"stream":true})";
  core::Generation generation;
  generation.finish = core::Finish::stop;
  generation.text = "text \xE2\x82\xAC";
  generation.reasoning = "because";
  generation.seed = 123456789;
  generation.in_flight = 3;
  generation.first_content_ms = 12.345678901234567;
  generation.total_ms = 1.0 / 3.0;
  generation.arrivals_ms = {1.5, 2.25};
  generation.timings = core::ServerTimings{.prompt_n = 5, .prompt_ms = 1.5, .predicted_n = 6, .predicted_ms = 7.25};
  generation.usage = core::Usage{.prompt_tokens = 5, .completion_tokens = 6, .reasoning_tokens = 2};
  generation.doubts = {"a doubt"};
  record.answered().generation = generation;
  core::Judgement judgement;
  judgement.outcome = core::Outcome::error_timeout;
  judgement.reason = "wall limit";
  judgement.tests = {{"test_a.py::test_x[1]", core::TestStatus::passed}};
  judgement.tests_passed = 1;
  judgement.tests_total = 2;
  judgement.repeated_alone = true;
  record.answered().judgements.push_back(judgement);
  record.memory = {.source = core::MemorySource::resident, .samples = 3, .peak_bytes = 1ULL << 40, .gaps = {"a gap"}};
  return record;
}

TEST(RecordJson, EveryFieldSurvivesTheRoundTrip) {
  const std::string text = to_json(full_record());
  EXPECT_EQ(to_json(parse_json<core::Record>(text, "x.json")), text);
  const core::Record back = parse_json<core::Record>(text, "x.json");
  EXPECT_EQ(back.cell, full_record().cell);
  EXPECT_EQ(back.generation()->first_content_ms, 12.345678901234567);
  EXPECT_EQ(back.generation()->total_ms, 1.0 / 3.0);
  EXPECT_EQ(back.generation()->text, full_record().generation()->text);
  EXPECT_EQ(back.outcome(), core::Outcome::error_timeout);
  EXPECT_EQ(back.request()->request_extra_json, full_record().request()->request_extra_json);
  EXPECT_EQ(back.memory.peak_bytes, 1ULL << 40);
}

TEST(RecordJson, OfASpeedTestSurvivesTheRoundTrip) {
  core::Record record;
  record.cell = {"m", "speed", "tg4@d8", 2};
  record.suite_version = "1.0.0";
  record.payload = core::Timed{.test = {.generated = 4, .depth = 8, .repetitions = 2},
                               .outcome = core::Outcome::measured,
                               .samples_ns = {1e8, 2e8},
                               .start = {.program = "/bin/llama-bench", .argv = {"llama-bench", "-n", "4"}}};
  const std::string text = to_json(record);
  EXPECT_EQ(to_json(parse_json<core::Record>(text, "x")), text);
  const core::Record back = parse_json<core::Record>(text, "x");
  EXPECT_EQ(back.cell, record.cell);
  EXPECT_EQ(back.kind(), core::SuiteKind::speed);
  EXPECT_EQ(back.outcome(), core::Outcome::measured);
  const auto json = nlohmann::json::parse(text);
  EXPECT_EQ(json["item"], "tg4@d8");
  EXPECT_EQ(json["suite"], "speed@1.0.0");
  EXPECT_EQ(json["tokens_per_s"], nlohmann::json({40.0, 20.0}));
  EXPECT_FALSE(json.contains("judgements"));
}

TEST(RecordJson, AMissingFigureIsNullAndStaysMissing) {
  core::Record record = full_record();
  record.answered().generation->timings.reset();
  record.answered().generation->usage.reset();
  record.memory = {};
  const auto json = nlohmann::json::parse(to_json(record));
  EXPECT_TRUE(json["generation"]["timings"].is_null());
  EXPECT_TRUE(json["memory"]["peak_bytes"].is_null());
  EXPECT_EQ(parse_json<core::Record>(to_json(record), "x").memory.peak_bytes, std::nullopt);
}

TEST(RecordJson, ACellThatWasNotRunHasNoGeneration) {
  core::Record record = full_record();
  record.answered().generation.reset();
  EXPECT_EQ(parse_json<core::Record>(to_json(record), "x").generation(), nullptr);
}

TEST(RecordJson, BytesThatAreNotUtf8DoNotLoseTheRecord) {
  core::Record record = full_record();
  record.answered().generation->text = "bad \xFF byte";
  EXPECT_THAT(parse_json<core::Record>(to_json(record), "x").generation()->text, ::testing::StartsWith("bad "));
}

TEST(RecordJson, AFileThatIsNoRecordIsNamed) {
  for (const char* text : {"", "{", "{}", "[]", "{\"schema\": 1, \"model\": 3}"}) {
    try {
      parse_json<core::Record>(text, "run/iter_01.json");
      FAIL() << "accepted " << text;
    } catch (const core::Error& error) {
      EXPECT_THAT(error.what(), ::testing::HasSubstr("run/iter_01.json: damaged"));
      EXPECT_THAT(error.what(), ::testing::Not(::testing::HasSubstr("json.exception")));
      EXPECT_EQ(error.kind(), core::ErrorKind::environment);
    }
  }
}

TEST(RecordJson, TestsThatDidNotRunTookNoTime) {
  EXPECT_TRUE(nlohmann::json::parse(to_json(full_record()))["judgements"][0]["wall_ms"].is_null());
}

TEST(ServerStartJson, WhatAFailedStartNeverToldIsNull) {
  const auto json = nlohmann::json::parse(
      to_json(core::ServerStart{.end = core::ServerEnd{core::StartEnd::failed_to_start, "no file"}}));
  for (const char* key : {"load_ms", "slots", "slot_ctx"}) EXPECT_TRUE(json[key].is_null()) << key;
}

TEST(ServerStartJson, SurvivesTheRoundTrip) {
  core::ServerStart start;
  start.model = "m";
  start.number = 2;
  start.argv = {"llama-server", "-m", "x y.gguf"};
  start.probe.push_back(*full_record().generation());
  start.props_json = R"({"total_slots":4})";
  start.doubts = {"not checked: the model file (/props: not told)"};
  start.end = {core::StartEnd::died, "signal 9"};
  const std::string text = to_json(start);
  EXPECT_EQ(to_json(parse_json<core::ServerStart>(text, "x")), text);
}

// The texts that 0.1 wrote.
TEST(RecordJson, WhatWasNeitherJudgedNorMeteredHereIsAnEmptyText) {
  core::Record record;
  record.answered().judgements.emplace_back();
  const std::string text = to_json(record);
  const auto json = nlohmann::json::parse(text);
  EXPECT_EQ(json["judgements"][0]["sandbox"], "");
  EXPECT_EQ(json["judgements"][0]["while_generating"], "");
  EXPECT_EQ(json["memory"]["source"], "");
  EXPECT_EQ(to_json(parse_json<core::Record>(text, "x")), text);
}

TEST(RecordJson, AnIdThatItDoesNotKnowIsNamed) {
  core::Record record = full_record();
  record.answered().judgements[0].sandbox = core::SandboxTier::namespaces;
  record.answered().judgements[0].while_generating = core::JudgingMode::between;
  for (const std::string known :
       {"resident memory", "namespaces", "between", "passed", "retry: infrastructure.stall"}) {
    std::string text = to_json(record);
    text.replace(text.find("\"" + known + "\"") + 1, known.size(), "made up");
    try {
      parse_json<core::Record>(text, "iter_01.json");
      FAIL() << "accepted instead of " << known;
    } catch (const core::Error& error) {
      EXPECT_THAT(error.what(), ::testing::AllOf(::testing::StartsWith("iter_01.json"), ::testing::HasSubstr("unknown"),
                                                 ::testing::HasSubstr("\"made up\"")));
    }
  }
}

TEST(RecordJson, TheReasonForAnAttemptIsWrittenAsOneText) {
  EXPECT_EQ(nlohmann::json::parse(to_json(full_record()))["reason_for_attempt"], "retry: infrastructure.stall");
}

TEST(ServerStartJson, NamesAnEndThatItDoesNotKnow) {
  std::string text = to_json(core::ServerStart{.end = core::ServerEnd{core::StartEnd::died, "signal 9"}});
  text.replace(text.find("died"), 4, "slept");
  try {
    parse_json<core::ServerStart>(text, "start_01.json");
    FAIL() << "accepted";
  } catch (const core::Error& error) {
    EXPECT_THAT(error.what(), ::testing::HasSubstr("start_01.json"));
    EXPECT_THAT(error.what(), ::testing::HasSubstr("unknown end \"slept: signal 9\""));
  }
}

TEST(ServerStartJson, OneWhoseEndWasNeverRecordedHasAnEmptyText) {
  const std::string text = to_json(core::ServerStart{});
  EXPECT_EQ(nlohmann::json::parse(text)["end"], "");
  EXPECT_EQ(parse_json<core::ServerStart>(text, "x").end, std::nullopt);
}

}  // namespace
}  // namespace quantladder::store
