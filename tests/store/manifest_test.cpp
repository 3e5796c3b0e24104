#include "quantladder/store/manifest.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "quantladder/core/error.h"
#include "quantladder/store/json.h"

namespace quantladder::store {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

core::Manifest small_manifest() {
  core::Manifest manifest;
  manifest.run_id = "t-12345678";
  manifest.experiment = "t";
  manifest.suites.push_back({.id = "ladder"});
  manifest.seed = 1;
  manifest.iterations = 5;
  manifest.suites[0].items = {{"L1", "Basic queue", 25, "prompt", "tests"}};
  core::ModelFacts model;
  model.model.id = "a";
  model.model.file = "/m/a.gguf";
  model.gguf_sha256 = "f00d";
  model.gguf = core::GgufFacts{.architecture = "llama", .tensor_types = {{"Q4_K", 3}}};
  model.requests["L1"].max_tokens = 100;
  model.serve_command = {"llama-server", "-m", "/m/a.gguf"};
  manifest.models.push_back(model);
  return manifest;
}

TEST(ManifestDifferences, APromptThatLackedTheVersionOfAMissingRuntimeIsNone) {
  core::Manifest now = small_manifest();
  core::Manifest unsent = now;
  unsent.suites.front().items.front().prompt_sha256.clear();
  EXPECT_THAT(differences(unsent, now), IsEmpty());
  EXPECT_THAT(differences(now, unsent), IsEmpty());
  keep_known_prompts(now, unsent);
  EXPECT_EQ(unsent.suites.front().items.front().prompt_sha256, now.suites.front().items.front().prompt_sha256);
}

TEST(ManifestDifferences, ThePromptsOfAnotherVersionOfARuntimeNameIt) {
  core::Manifest before = small_manifest();
  before.runtimes = {{"bash", "5.2.15"}, {"go", "1.22.1"}};
  before.python_version = "3.11.2";
  core::Manifest now = before;
  now.runtimes = {{"bash", "5.2.21"}, {"go", "1.23.0"}};
  EXPECT_THAT(differences(before, now), IsEmpty()) << "no prompt names it";
  now.suites[0].items[0].prompt_sha256 = "another";
  EXPECT_THAT(differences(before, now),
              ElementsAre("go was 1.22.1 and is 1.23.0, and prompts may name it: go on with go 1.22 on PATH",
                          HasSubstr("/tasks/L1/prompt_sha256: ")));
}

TEST(Manifest, EveryFieldSurvivesTheRoundTrip) {
  core::Manifest manifest = small_manifest();
  manifest.sessions = {
      {"2026-11-21T10:00:00Z", {.cpu_mhz = 2500.5, .gpus = {{"GPU", "570", 1ULL << 36}}}, {"a round 1"}}};
  manifest.models[0].making = core::Making{{{"llama-imatrix", "-o", "im"}, {"llama-quantize"}},
                                           core::ImatrixOrigin{"f00d", "t.txt", "beef", 40, 512, "1"}};
  const std::string text = to_json(manifest);
  const core::Manifest read = parse_json<core::Manifest>(text, "manifest.json");
  EXPECT_EQ(to_json(read), text);
  ASSERT_TRUE(read.models[0].making);
  EXPECT_EQ(read.models[0].making->imatrix, manifest.models[0].making->imatrix);
}

TEST(ManifestDifferences, ARunThatDidNotKeepItsRequestsInFlightHadAsManyAsSlots) {
  core::Manifest now = small_manifest();
  core::Model& model = now.models.front().model;
  model.in_flight = model.server.parallel;
  EXPECT_THAT(differences(small_manifest(), now), IsEmpty());
  model.in_flight = model.server.parallel + 1;
  EXPECT_THAT(differences(small_manifest(), now), ElementsAre(HasSubstr("/models/a/in_flight: ")));
}

TEST(ManifestDifferences, NamesTheKeyAndBothValues) {
  core::Manifest now = small_manifest();
  now.models[0].model.server.ctx = 1234;
  EXPECT_THAT(differences(small_manifest(), now), ElementsAre(HasSubstr("/models/a/server/ctx: 8192 -> 1234")));
  now = small_manifest();
  now.seed = 2;
  EXPECT_THAT(differences(small_manifest(), now), ElementsAre(HasSubstr("/seed: 1 -> 2")));
  now = small_manifest();
  now.models[0].requests["L1"].sampling.temperature = 0.5;
  EXPECT_THAT(differences(small_manifest(), now),
              ElementsAre("/models/a/requests/temperature: null -> 0.5 (all tasks)"));
  now = small_manifest();
  now.models[0].gguf_sha256 = "beef";
  EXPECT_THAT(differences(small_manifest(), now), ElementsAre(HasSubstr("gguf_sha256")));
}

TEST(ManifestDifferences, NamesTheModelThatAnEndpointServes) {
  core::Manifest before = small_manifest();
  before.models[0].model.file = before.models[0].gguf_sha256 = "";
  before.models[0].gguf.reset();
  before.models[0].model.endpoint = "http://box";
  core::Manifest now = before;
  now.models[0].model.served_model = "org/big";
  EXPECT_THAT(differences(before, now), ElementsAre(HasSubstr("/models/a/served_model: \"\" -> \"org/big\"")));
}

TEST(ManifestDifferences, ADraftModelIsKnownByItsHashAndNotByItsPath) {
  core::Manifest before = small_manifest();
  before.models[0].model.server.draft = core::Draft{.file = "/m/small.gguf", .max_tokens = 4};
  before.models[0].draft_gguf = before.models[0].gguf;
  before.models[0].draft_sha256 = "beef";
  core::Manifest now = before;
  now.models[0].model.server.draft->file = "/elsewhere/small.gguf";
  EXPECT_THAT(differences(before, now), IsEmpty());
  now.models[0].draft_sha256 = "cafe";
  EXPECT_THAT(differences(before, now), ElementsAre("/models/a/draft_sha256: \"beef\" -> \"cafe\""));
  now = before;
  now.models[0].model.server.draft->max_tokens = 8;
  EXPECT_THAT(differences(before, now), ElementsAre("/models/a/server/draft/max_tokens: 4 -> 8"));
  const auto read = parse_json<core::Manifest>(to_json(before), "manifest.json");
  EXPECT_EQ(read.models[0].model.server, before.models[0].model.server);
  EXPECT_EQ(read.models[0].draft_sha256, "beef");
}

TEST(Manifest, OfARunBeforeModelsWereServedByNameIsRead) {
  auto json = nlohmann::json::parse(to_json(small_manifest()));
  json["models"][0]["model"].erase("served_model");
  EXPECT_EQ(parse_json<core::Manifest>(json.dump(), "manifest.json").models[0].model.served_model, "");
}

TEST(ManifestDifferences, AKeyOfSeveralTasksIsOneChange) {
  core::Manifest before = small_manifest();
  before.models[0].requests["L2"] = before.models[0].requests["L3"] = before.models[0].requests["L1"];
  core::Manifest now = before;
  for (auto& [task, settings] : now.models[0].requests) settings.max_tokens = 40;
  now.models[0].requests["L1"].sampling.temperature = 0.5;
  EXPECT_THAT(
      differences(before, now),
      testing::UnorderedElementsAre(AllOf(HasSubstr("/models/a/requests/max_tokens: "), HasSubstr("-> 40 (all tasks)")),
                                    AllOf(HasSubstr("/requests/temperature"), HasSubstr("(L1)"))));
}

TEST(ManifestDifferences, TheLengthOfTheProbeIsOneButNotHowOftenItIsRepeated) {
  core::Manifest before = small_manifest();
  before.measuring_json = R"({"client": {}, "probe": {"tokens": 64, "repeats": 3}})";
  core::Manifest now = before;
  now.measuring_json = R"({"client": {}, "probe": {"tokens": 64, "repeats": 9}})";
  EXPECT_THAT(differences(before, now), IsEmpty());
  now.measuring_json = R"({"client": {}, "probe": {"tokens": 128, "repeats": 3}})";
  EXPECT_THAT(differences(before, now), ElementsAre("/probe/tokens: 64 -> 128"));
  EXPECT_THAT(differences(small_manifest(), now), IsEmpty()) << "a run that did not keep it goes on";
}

TEST(Manifest, KeepsWhatASessionFoundOnItsMachine) {
  core::Manifest manifest = small_manifest();
  manifest.measuring_json = R"({"probe":{"tokens":64}})";
  manifest.sessions = {
      {.started_at = "1", .servers = {{"/bin/llama-server", "version: 1", "beef"}}, .limits = {{"L1", 250.0, 20.0}}}};
  const core::Session read = parse_json<core::Session>(to_json(manifest.sessions[0]), "f");
  EXPECT_EQ(parse_json<core::Manifest>(to_json(manifest), "f").measuring_json, manifest.measuring_json);
  EXPECT_EQ(read.servers.at(0).sha256, "beef");
  EXPECT_EQ(read.limits.at(0).task, "L1");
  EXPECT_EQ(read.limits.at(0).reference_ms, 250);
  EXPECT_EQ(read.limits.at(0).wall_limit_s, 20);
}

TEST(ManifestDifferences, WhatExtendsOrRelabelsARunIsNoDifference) {
  core::Manifest now = small_manifest();
  now.iterations = 50;
  now.rounds = 9;
  now.models.push_back(now.models[0]);
  now.models.back().model.id = "b";
  now.models[0].model.file = "/elsewhere/a.gguf";
  now.models[0].model.quant = "another label";
  now.models[0].model.server.binary = "/opt/llama-server";
  now.suites[0].items[0].tests_sha256 = "changed tests";
  EXPECT_THAT(differences(small_manifest(), now), IsEmpty());
}

TEST(ManifestDifferences, WhatAnAnswerConsistsOfIsOne) {
  core::Manifest before = small_manifest();
  before.suites[0].items[0].language = "python";
  before.suites[0].items[0].entry_points = {"double"};
  core::Manifest now = before;
  now.suites[0].items[0].entry_points = {"twice"};
  EXPECT_THAT(differences(before, now), ElementsAre(HasSubstr("/tasks/L1/entry_points/0: \"double\" -> \"twice\"")));
}

TEST(ManifestDifferences, ARunThatDoesNotTellWhatAnAnswerConsistsOfGoesOn) {
  core::Manifest now = small_manifest();
  now.suites[0].items[0].language = "python";
  now.suites[0].items[0].files = {"solution.py"};
  EXPECT_THAT(differences(small_manifest(), now), IsEmpty());
}

TEST(Manifest, AMachineFigureThatCouldNotBeReadIsNull) {
  core::Manifest manifest = small_manifest();
  manifest.sessions = {{"1", {.gpus = {{"GPU", "570", 0}}}, {}}};
  const auto host = nlohmann::json::parse(to_json(manifest.sessions[0]))["host"];
  for (const char* key : {"temperature_c", "cpu_mhz", "load_1min", "memory_bytes"})
    EXPECT_TRUE(host[key].is_null()) << key;
  EXPECT_TRUE(host["gpus"][0]["memory_bytes"].is_null());
}

TEST(Manifest, OneOfALaterSchemaIsRefusedInWords) {
  std::string text = to_json(small_manifest());
  text.replace(text.find("\"schema\": 2"), 11, "\"schema\": 99");
  try {
    parse_json<core::Manifest>(text, "run/manifest.json");
    FAIL() << "accepted";
  } catch (const core::Error& error) {
    EXPECT_EQ(error.kind(), core::ErrorKind::environment);
    EXPECT_THAT(error.what(), HasSubstr("run/manifest.json: schema 99, this version reads schemas 1 to 2"));
  }
}

TEST(SharedHash, DependsOnSuitePromptsAndSeedOnly) {
  core::Manifest now = small_manifest();
  now.models.clear();
  now.iterations = 1;
  now.suites[0].items[0].tests_sha256 = "x";
  EXPECT_EQ(shared_hash(now), shared_hash(small_manifest()));
  now.suites[0].items[0].prompt_sha256 = "another";
  EXPECT_NE(shared_hash(now), shared_hash(small_manifest()));
  EXPECT_EQ(shared_hash(now).size(), 8u);
}

}  // namespace
}  // namespace quantladder::store
