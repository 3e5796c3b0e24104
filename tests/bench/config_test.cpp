#include "quantladder/bench/config.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>

#include "bench/config_text.h"
#include "quantladder/sys/files.h"

namespace quantladder::bench {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

TEST(Config, DefaultsAreTheDocumentedOnes) {
  const Experiment experiment = parsed(with_model(""));
  EXPECT_EQ(experiment.suites.at(0).name, "ladder");
  EXPECT_EQ(experiment.iterations, 15);
  EXPECT_EQ(experiment.rounds, 5);
  EXPECT_EQ(experiment.seed, 1u);
  EXPECT_EQ(experiment.baseline, "a");
  EXPECT_EQ(experiment.models[0].model.server.ctx, 8192);
  EXPECT_EQ(experiment.models[0].request.max_tokens, 6144);
  EXPECT_EQ(experiment.models[0].request.sampling.profile, "instruct");
}

TEST(Config, TheShippedProfilesHaveThePublishedValues) {
  const Experiment experiment = parsed(with_model(R"("sampling": {"profile": "gemma-coding"},)"));
  const core::Sampling& sampling = experiment.models[0].request.sampling;
  EXPECT_EQ(sampling.temperature, 1.0);
  EXPECT_EQ(sampling.top_p, 0.95);
  EXPECT_EQ(sampling.top_k, 64);
  EXPECT_EQ(sampling.min_p, 0.0);
  EXPECT_EQ(sampling.presence_penalty, 0.0);
  EXPECT_EQ(sampling.repeat_penalty, 1.05);
}

TEST(Config, CommentsAreAllowed) { EXPECT_EQ(parsed("// why\n" + with_model("/* x */")).name, "t"); }

TEST(Config, ServerSettingsAreInheritedKeyByKey) {
  const Experiment experiment =
      parsed(with_model(R"("server": {"ctx": 1024, "threads": 3, "parallel": 2},)", R"(, "server": {"ctx": 2048})"));
  const core::ServerSettings& server = experiment.models[0].model.server;
  EXPECT_EQ(server.ctx, 2048);
  EXPECT_EQ(server.threads, 3);
  EXPECT_EQ(server.parallel, 2);
}

TEST(Config, TheInnermostSamplingLayerWinsKeyByKey) {
  const Experiment experiment = parsed(with_model(
      R"("sampling": {"profile": "v1", "max_tokens": 100, "stop": ["X"], "tasks": {"L5": {"max_tokens": 500}}},)",
      R"(, "sampling": {"thinking": "off", "tasks": {"L5": {"profile": "instruct"}}})"));
  const ModelConfig& config = experiment.models[0];
  EXPECT_EQ(config.request_for({"m", "ladder", "L1"}).sampling.profile, "v1");
  EXPECT_EQ(config.request_for({"m", "ladder", "L1"}).max_tokens, 100);
  EXPECT_EQ(config.request_for({"m", "ladder", "L5"}).sampling.profile, "instruct");
  EXPECT_EQ(config.request_for({"m", "ladder", "L5"}).max_tokens, 500);
  EXPECT_EQ(config.request_for({"m", "ladder", "L5"}).thinking, core::Thinking::off);
  EXPECT_EQ(config.request_for({"m", "ladder", "L5"}).stop, std::vector<std::string>{"X"});
}

TEST(Config, RelativePathsAreRelativeToTheConfiguration) {
  const Experiment experiment = parsed(R"({"name": "t", "models": [{"id": "a", "file": "../m/a.gguf"}]})");
  EXPECT_EQ(experiment.models[0].model.file, "/etc/m/a.gguf");
}

TEST(Config, VariablesAreExpandedAndAnUnsetOneIsNamed) {
  setenv("QL_TEST_MODELS", "/big", 1);
  EXPECT_EQ(
      parsed(R"({"name": "t", "models": [{"id": "a", "file": "${QL_TEST_MODELS}/a.gguf"}]})").models[0].model.file,
      "/big/a.gguf");
  EXPECT_THAT(error_of(R"({"name": "t", "models": [{"id": "a", "file": "${QL_NOT_SET}/a.gguf"}]})"),
              AllOf(HasSubstr("/etc/exp/t.json: /models/0/file: "), HasSubstr("QL_NOT_SET")));
}

TEST(Config, AnUnknownKeyIsNamedWithItsPlaceAndTheNearestKnownOne) {
  EXPECT_THAT(error_of(with_model("\"iteratons\": 3,")),
              AllOf(HasSubstr("/etc/exp/t.json"), HasSubstr("/iteratons"), HasSubstr("iterations")));
  EXPECT_THAT(error_of(with_model("", ", \"server\": {\"contex\": 3}")), HasSubstr("/models/0/server"));
}

TEST(Config, RepetitionPenaltyIsRefusedBecauseTheServerIgnoresIt) {
  EXPECT_THAT(error_of(with_model(R"("profiles": {"p": {"repetition_penalty": 1.05}},)")), HasSubstr("repeat_penalty"));
}

TEST(Config, AProfileThatIsNotThereIsRefusedWithTheNamesThereAre) {
  EXPECT_THAT(error_of(with_model(R"("sampling": {"profile": "cold"},)")), HasSubstr("thinking-coding"));
}

TEST(Config, FieldsThatQuantladderOwnsAreRefusedInRequestExtra) {
  EXPECT_THAT(error_of(with_model(R"("sampling": {"request_extra": {"stream": false}},)")), HasSubstr("stream"));
  EXPECT_THAT(error_of(with_model(R"("sampling": {"request_extra": {"seed": 3}},)")), HasSubstr("seed"));
}

TEST(Config, ATokenLimitThatDoesNotFitTheContextIsRefused) {
  EXPECT_THAT(error_of(with_model(R"("server": {"ctx": 1024}, "sampling": {"max_tokens": 2000},)")), HasSubstr("1024"));
}

TEST(Config, AModelHasExactlyOneSource) {
  EXPECT_THAT(error_of(with_model("", R"(, "endpoint": "http://x")")), HasSubstr("exactly one"));
  EXPECT_THAT(error_of(R"({"name": "t", "models": [{"id": "a"}]})"), HasSubstr("exactly one"));
}

TEST(Config, ModelIdsAreNamesAndDistinct) {
  EXPECT_THAT(error_of(R"({"name": "t", "models": [{"id": "../a", "file": "/a"}]})"), HasSubstr("/models/0/id"));
  EXPECT_THAT(error_of(R"({"name": "t", "models": [{"id": "a", "file": "/a"}, {"id": "a", "file": "/b"}]})"),
              HasSubstr("twice"));
}

TEST(Config, ABaselineThatIsNoModelIsRefused) {
  EXPECT_THAT(error_of(with_model("\"baseline\": \"z\",")), HasSubstr("/baseline"));
}

TEST(Config, NumbersThatWouldBeBentSilentlyAreRefused) {
  EXPECT_THAT(error_of(with_model("\"seed\": -1,")), HasSubstr("/seed"));
  EXPECT_THAT(error_of(with_model(R"("profiles": {"p": {"top_k": 0.5}},)")), HasSubstr("top_k"));
  EXPECT_THAT(error_of(with_model("", R"(, "sha256": "abc")")), HasSubstr("/models/0/sha256"));
}

TEST(Config, ATokenLimitThatWouldWrapIsRefused) {
  EXPECT_THAT(error_of(with_model(R"("sampling": {"max_tokens": 4294967297},)")),
              AllOf(HasSubstr("/sampling/max_tokens"), HasSubstr("16777216")));
}

TEST(Config, AServedModelBelongsToAnEndpoint) {
  const std::string endpoint = R"({"name": "t", "models": [{"id": "a", "endpoint": "http://x", "served_model": )";
  EXPECT_EQ(parsed(endpoint + "\"big\"}]}").models[0].model.served_model, "big");
  EXPECT_THAT(error_of(endpoint + "\"\"}]}"), HasSubstr("/models/0/served_model: "));
  EXPECT_THAT(error_of(with_model("", R"(, "served_model": "big")")),
              AllOf(HasSubstr("/models/0/served_model: "), HasSubstr("endpoint")));
}

TEST(Config, ExtraArgumentsThatWouldMeasureSomethingElseAreRefused) {
  EXPECT_THAT(error_of(with_model("", R"(, "server": {"extra_args": ["-ub", "256", "-m", "/m/other.gguf"]})")),
              AllOf(HasSubstr("/models/0/server/extra_args: "), HasSubstr("'-m'"), HasSubstr("file or hf")));
  EXPECT_THAT(error_of(with_model(R"("server": {"extra_args": ["--port", "1"]},)")),
              HasSubstr("/etc/exp/t.json: /server/extra_args: "));
}

TEST(Config, ExtraArgumentsWithoutAKeyAreTheUsers) {
  const Experiment experiment = parsed(with_model(R"("server": {"extra_args": ["--n-cpu-moe", "20"]},)"));
  EXPECT_EQ(experiment.models[0].model.server.extra_args.size(), 2u);
}

TEST(Config, AContextOfAllSlotsThatWouldWrapIsRefused) {
  EXPECT_THAT(error_of(with_model(R"("server": {"ctx": 16777216, "parallel": 128},)")),
              AllOf(HasSubstr("/server/parallel: "), HasSubstr("2147483648"), HasSubstr("lower")));
  EXPECT_EQ(parsed(with_model(R"("server": {"ctx": 16777216, "parallel": 127},)")).models.size(), 1u);
}

TEST(Config, AContextThatWrapsOnlyWithTheExperimentsSlotsIsRefusedWhereItIsSet) {
  EXPECT_THAT(error_of(with_model(R"("server": {"parallel": 200},)", R"(, "server": {"ctx": 16777216})")),
              HasSubstr("/models/0/server/ctx: "));
}

TEST(Config, ATimeThatNoClockCountsIsRefused) {
  EXPECT_THAT(error_of(with_model(R"("client": {"stall_s": 1e30},)")), HasSubstr("/client/stall_s"));
}

TEST(Config, AFractionWhereAWholeNumberIsExpectedIsQuoted) {
  EXPECT_THAT(error_of(with_model(R"("iterations": 1.5,)")), HasSubstr("a whole number, found 1.5"));
}

TEST(Config, AnEndpointIsAUrl) {
  for (const char* url : {"not a url", "ftp://x", "http://", "http:///v1", "http://a b", "http://:80",
                          "http://x:99999999", "http://x:0", "http://x:", "http://[::1]:http"}) {
    EXPECT_THAT(error_of(std::string(R"({"name": "t", "models": [{"id": "a", "endpoint": ")") + url + "\"}]}"),
                HasSubstr("/models/0/endpoint"));
  }
  for (const char* url : {"https://box:8080/v1", "http://box", "http://[::1]:80", "http://[::1]/v1"}) {
    const std::string text = std::string(R"({"name": "t", "models": [{"id": "a", "endpoint": ")") + url + "\"}]}";
    EXPECT_EQ(parsed(text).models.size(), 1u);
  }
}

TEST(Config, AnEndpointsUrlHoldsNoPassword) {
  const auto error = error_of(R"({"name": "t", "models": [{"id": "a", "endpoint": "http://me:pw@box:80/v1"}]})");
  EXPECT_THAT(error,
              AllOf(HasSubstr("/models/0/endpoint: "), HasSubstr("api_key_env"), ::testing::Not(HasSubstr("pw"))));
}

TEST(Config, AnEndpointsOwnSettingsThatNothingCouldApplyAreRefused) {
  const std::string endpoint = R"({"name": "t", "models": [{"id": "a", "endpoint": "http://x", "server": )";
  EXPECT_THAT(error_of(endpoint + R"({"threads": 4}}]})"), HasSubstr("/models/0/server/threads: "));
  EXPECT_THAT(error_of(endpoint + R"({"extra_args": ["--mlock"]}}]})"), HasSubstr("/models/0/server/extra_args: "));
  EXPECT_EQ(parsed(endpoint + R"({"parallel": 4}}]})").models[0].model.server.parallel, 4);
}

TEST(Config, ProgramOptionsAreOptions) {
  const auto server =
      parsed(with_model(R"("server": {"program_options": ["-fa", "--jinja"]},)")).models[0].model.server;
  EXPECT_EQ(server.program_options->size(), 2u);
  EXPECT_THAT(error_of(with_model(R"("server": {"program_options": ["jinja"]},)")),
              HasSubstr("/server/program_options: 'jinja' is no option"));
}

TEST(Config, TheFolderOfToolsIsRelativeToTheConfiguration) {
  EXPECT_EQ(parsed(with_model(R"("server": {"tools": "../ik/bin"},)")).models[0].model.server.tools, "/etc/ik/bin");
  EXPECT_EQ(parsed(with_model("")).models[0].model.server.tools, std::nullopt);
}

TEST(Config, ADefaultProfileThatIsNotThereIsRefusedAndNamed) {
  const sys::TempDir folder;
  sys::write_file(folder.path() / "mine.json", R"({"cold": {"temperature": 0}})");
  const std::string file = (folder.path() / "mine.json").string();
  EXPECT_THAT(error_of(with_model("\"sampling_profiles\": \"" + file + "\",")),
              AllOf(HasSubstr("'instruct'"), HasSubstr("/models/0")));
}

TEST(Config, AModelIsNotCalledLikeAFileOfTheRun) {
  for (const char* id : {"report.md", "summary.json", "run.log", "run.lock", "sessions"}) {
    const std::string text = std::string(R"({"name": "t", "models": [{"id": ")") + id + R"(", "file": "/m/a.gguf"}]})";
    EXPECT_THAT(error_of(text), AllOf(HasSubstr("/models/0/id"), HasSubstr("the run's own f")));
  }
}

TEST(Config, ANameThatNoFolderCouldHaveIsRefused) {
  const std::string long_name(101, 'n');
  EXPECT_THAT(error_of(R"({"name": ")" + long_name + R"(", "models": [{"id": "a", "file": "/m/a.gguf"}]})"),
              AllOf(HasSubstr("/name"), HasSubstr("100")));
}

TEST(Config, AHashWithoutAFileToCheckIsRefused) {
  const std::string hash(64, '0');
  EXPECT_THAT(error_of(R"({"name": "t", "models": [{"id": "a", "endpoint": "http://x", "sha256": ")" + hash + "\"}]}"),
              AllOf(HasSubstr("/models/0/sha256"), HasSubstr("file")));
}

TEST(Config, AnEmptyTextIsNoAbsence) {
  EXPECT_THAT(error_of(R"({"name": "t", "models": [{"id": "a", "file": ""}]})"), HasSubstr("/models/0/file"));
  EXPECT_THAT(error_of(with_model(R"("judging": {"python": ""},)")), HasSubstr("/judging/python"));
  EXPECT_THAT(error_of(with_model(R"("server": {"binary": ""},)")), HasSubstr("/server/binary"));
  EXPECT_THAT(error_of(with_model("", R"(, "api_key_env": "")")), HasSubstr("/models/0/api_key_env"));
}

TEST(Config, APathThatNoRecordCouldNameIsRefused) {
  setenv("QUANTLADDER_TEST_FOLDER", "/latin\xe9", 1);
  EXPECT_THAT(error_of(R"({"name": "t", "models": [{"id": "a", "file": "${QUANTLADDER_TEST_FOLDER}/a.gguf"}]})"),
              AllOf(HasSubstr("/models/0/file"), HasSubstr("UTF-8")));
}

TEST(Config, AFolderIsNoTemplate) {
  EXPECT_THAT(error_of(with_model("", R"(, "server": {"chat_template_file": "/"})")),
              HasSubstr("/models/0/server/chat_template_file"));
}

TEST(Config, ThereAreAtMostAsManyRoundsAsIterations) {
  EXPECT_EQ(parsed(with_model(R"("iterations": 2, "rounds": 9,)")).rounds, 2);
}

TEST(Config, AWordThatIsNoneOfASetIsRefusedWithThoseOfTheSet) {
  EXPECT_THAT(error_of(with_model(R"("sampling": {"thinking": "deep"},)")),
              HasSubstr("/sampling/thinking: 'deep' is none of on, off, unset"));
  EXPECT_THAT(error_of(with_model(R"("judging": {"when": "later"},)")),
              HasSubstr("/judging/when: 'later' is none of auto, overlapping, between"));
}

TEST(Config, NoModelsAtAllIsRefused) { EXPECT_THAT(error_of(R"({"name": "t", "models": []})"), HasSubstr("/models")); }

class ShippedConfig : public ::testing::TestWithParam<const char*> {};

TEST_P(ShippedConfig, Loads) {
  setenv("MODELS", "/models", 1);
  setenv("MODEL", "/models/one.gguf", 1);
  setenv("QUANTLADDER_CACHE", "/cache", 1);
  const Experiment experiment = load_config(std::string(QUANTLADDER_SOURCE_DIR "/configs/") + GetParam());
  EXPECT_FALSE(experiment.models.empty());
}

INSTANTIATE_TEST_SUITE_P(All, ShippedConfig,
                         ::testing::Values("demo.json", "arms.json", "smoke.json", "nightly.json",
                                           "qwen3.5-35b-a3b-iq4-providers.json"));

}  // namespace
}  // namespace quantladder::bench
