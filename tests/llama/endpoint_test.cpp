#include <fmt/format.h>
#include <gmock/gmock.h>

#include <chrono>
#include <cstdlib>
#include <thread>

#include "quantladder/llama/server.h"
#include "quantladder/llama/settings_check.h"
#include "support/fake_server.h"

namespace quantladder::llama {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

core::Model endpoint_model(const std::string& url) {
  core::Model model;
  model.id = "theirs";
  model.endpoint = url;
  model.server.ctx = 2048;
  model.server.start_timeout_s = 30;
  return model;
}

StartResult connect(const core::Model& model) { return make_server_launcher()->start(model, "", {}); }

TEST(Endpoint, IsAcceptedWithOrWithoutV1) {
  const test::FakeServer server;
  for (const char* suffix : {"", "/", "/v1", "/v1/"}) {
    const auto result = connect(endpoint_model(server.base_url() + suffix));
    ASSERT_TRUE(result.server) << result.failure.reason;
    EXPECT_EQ(result.server->base_url(), server.base_url());
  }
}

TEST(Endpoint, IsNeverStopped) {
  test::FakeServer server;
  connect(endpoint_model(server.base_url())).server->stop();
  const auto result = connect(endpoint_model(server.base_url()));
  ASSERT_TRUE(result.server) << result.failure.reason;
  EXPECT_EQ(result.server->pid(), 0);
  EXPECT_TRUE(result.server->alive());
  EXPECT_EQ(result.server->facts().slot_ctx, 4096);
}

TEST(Endpoint, AnotherServerNeedsOnlyItsListOfModels) {
  const test::FakeServer server(R"({"missing_paths": ["/health", "/props"]})");
  const auto result = connect(endpoint_model(server.base_url()));
  ASSERT_TRUE(result.server) << result.failure.reason;
  EXPECT_EQ(result.server->facts().slot_ctx, 0);
  EXPECT_EQ(result.server->facts().props_json, "");
  EXPECT_THAT(result.server->facts().doubts, ElementsAre(HasSubstr("not checked: the context of a slot")));
}

TEST(Endpoint, ARouterIsAskedForTheContextOfTheModelThatIsMeasured) {
  const test::FakeServer server(R"({"router": {"org/big one": 4096, "small": 1024}})");
  auto model = endpoint_model(server.base_url());
  model.served_model = "org/big one";
  const auto result = connect(model);
  ASSERT_TRUE(result.server) << result.failure.reason;
  EXPECT_EQ(result.server->facts().slot_ctx, 4096);
  EXPECT_THAT(result.server->facts().doubts, IsEmpty());
  model.served_model = "small";
  EXPECT_THAT(connect(model).failure.reason, HasSubstr("1024 tokens of context"));
}

TEST(Endpoint, SettingsThatCannotReachItAreNamed) {
  const test::FakeServer server;
  auto model = endpoint_model(server.base_url());
  model.server.threads = 4;
  model.server.extra_args = {"--mlock"};
  EXPECT_THAT(connect(model).server->facts().doubts, ElementsAre(HasSubstr(": server.threads, server.extra_args")));
}

TEST(Endpoint, TlsToAPlainPortIsAFailureAtOnce) {
  const test::FakeServer server;
  auto model = endpoint_model("https" + server.base_url().substr(4));
  model.server.start_timeout_s = 3600;  // not waited for
  EXPECT_THAT(connect(model).failure.reason, HasSubstr("SSL"));
}

TEST(Endpoint, ACertificateThatNobodyTrustsIsAFailureAtOnce) {
  const test::FakeServer server(R"({"tls": true})");
  auto model = endpoint_model(server.base_url());
  model.server.start_timeout_s = 3600;  // not waited for
  EXPECT_THAT(connect(model).failure.reason, HasSubstr("SSL certificate problem: self-signed certificate"));
}

TEST(Endpoint, AKeyThatIsRefusedIsAFailureAtOnceWithTheRemedy) {
  const test::FakeServer server(R"({"missing_paths": ["/health", "/v1/models"]})");
  auto model = endpoint_model(server.base_url());
  model.server.start_timeout_s = 3600;
  EXPECT_THAT(connect(model).failure.reason, HasSubstr("look at endpoint"));
}

TEST(Endpoint, AWaitOfMoreThanTwoSecondsIsSaidOnce) {
  auto model = endpoint_model("http://127.0.0.1:1");
  model.server.start_timeout_s = 2.5;
  std::vector<std::string> said;
  make_server_launcher()->start(model, "", {}, {}, [&](const std::string& what) { said.push_back(what); });
  EXPECT_THAT(said, ElementsAre(HasSubstr("waiting for the endpoint http://127.0.0.1:1 (at most 2 s): ")));
}

TEST(Endpoint, LoadedOutOfSight) {
  const test::FakeServer server;
  EXPECT_EQ(connect(endpoint_model(server.base_url())).server->facts().load_ms, 0);  // 0: not known
}

TEST(Endpoint, NobodyThereIsAFailure) {
  auto model = endpoint_model("http://127.0.0.1:1");
  model.server.start_timeout_s = 0.1;
  EXPECT_THAT(connect(model).failure.reason, HasSubstr("endpoint http://127.0.0.1:1: "));
}

TEST(Endpoint, LessContextThanAskedForIsAFailure) {
  const test::FakeServer server("{}", {"-c", "1024"});
  EXPECT_THAT(connect(endpoint_model(server.base_url())).failure.reason, HasSubstr("1024 tokens of context"));
}

// Servers of other makers have no /props; each of these lists tells the context in its own way.
TEST(Endpoint, LessContextInAListOfModelsIsAFailureToo) {
  for (const char* page : {R"("/v1/models": {"data": [{"id": "m", "max_model_len": 1024}]})",
                           R"("/api/v0/models": {"data": [{"id": "m", "loaded_context_length": 1024}]})",
                           R"("/api/ps": {"models": [{"name": "m", "context_length": 1024}]})"}) {
    const test::FakeServer server(fmt::format(R"({{"missing_paths": ["/props"], "pages": {{{}}}}})", page));
    auto model = endpoint_model(server.base_url());
    model.served_model = "m";
    EXPECT_THAT(connect(model).failure.reason, HasSubstr("1024 tokens of context")) << page;
    model.server.ctx = 1024;
    const auto result = connect(model);
    ASSERT_TRUE(result.server) << result.failure.reason;
    EXPECT_EQ(result.server->facts().slot_ctx, 1024) << page;
  }
}

TEST(Endpoint, AServerThatLeavesOneListUnansweredIsAskedForNoOther) {
  const test::FakeServer server(R"({"missing_paths": ["/props"], "drop_paths": ["/api/v0/models"],
                                    "pages": {"/api/ps": {"models": [{"name": "m", "context_length": 1024}]}}})");
  auto model = endpoint_model(server.base_url());
  model.served_model = "m";
  const auto result = connect(model);
  ASSERT_TRUE(result.server) << result.failure.reason;
  EXPECT_EQ(result.server->facts().slot_ctx, 0);
}

TEST(Endpoint, AMissingKeyVariableIsNamed) {
  auto model = endpoint_model("http://127.0.0.1:1");
  model.api_key_env = "QUANTLADDER_TEST_NO_SUCH_KEY";
  EXPECT_THAT(connect(model).failure.reason, HasSubstr("QUANTLADDER_TEST_NO_SUCH_KEY"));
}

core::RequestSettings settings_and(const std::string& extra) {
  core::RequestSettings settings;
  settings.sampling.temperature = 0.6;
  settings.sampling.min_p = 0.0;
  settings.max_tokens = 500;
  settings.stop = {"###"};
  settings.thinking = core::Thinking::off;
  settings.request_extra_json = extra;
  return settings;
}

TEST(CheckSettings, AgreesWithAServerThatObeys) {
  const test::FakeServer server;
  const auto check = check_settings({server.base_url()}, settings_and(R"({"frequency_penalty":0.1})"));
  EXPECT_TRUE(check.supported) << check.note;
  EXPECT_THAT(check.differences, IsEmpty());
}

TEST(CheckSettings, FindsWhatTheServerIgnoresOrChanges) {
  const test::FakeServer server(R"({"verbose": {"ignore": ["min_p"], "change": {"temperature": 1.0}}})");
  const auto check = check_settings({server.base_url()}, settings_and(R"({"repetition_penalty":1.1})"));
  EXPECT_THAT(check.differences, ElementsAre(HasSubstr("min_p: asked 0.0"), "repetition_penalty: the server ignores it",
                                             "temperature: asked 0.6, server uses 1.0"));
}

TEST(CheckSettings, NamesTheServedModelAndExpectsNoReportOfIt) {
  const test::FakeServer server(R"({"needs_model": "org/big"})");
  EXPECT_EQ(check_settings({server.base_url()}, settings_and("")).failure,
            "HTTP 400: you must provide a model parameter [invalid_request_error]");
  const auto check = check_settings({server.base_url(), "", "org/big"}, settings_and(""));
  EXPECT_TRUE(check.supported) << check.failure;
  EXPECT_THAT(check.differences, IsEmpty());
}

TEST(CheckSettings, AServerWithoutVerboseIsNotSupported) {
  const test::FakeServer server(R"({"verbose": false})");
  const auto check = check_settings({server.base_url()}, settings_and(""));
  EXPECT_FALSE(check.supported);
  EXPECT_THAT(check.note, HasSubstr("no __verbose"));
}

TEST(CheckSettings, ARefusalIsAFailureAndNotAnUnknownServer) {
  const test::FakeServer server(R"({"rules": [{"match": {"kind": "settings"}, "reply": {"status": 400}}]})");
  const auto check = check_settings({server.base_url()}, settings_and(""));
  EXPECT_FALSE(check.supported);
  EXPECT_EQ(check.failure, "HTTP 400: scripted failure [server_error]");
}

TEST(CheckSettings, ARefusalWithStatus200IsOne) {
  const test::FakeServer server(
      R"({"rules":[{"match":{"kind":"settings"},"reply":{"body":"{\"error\":{\"message\":\"Incorrect API key\"}}"}}]})");
  const auto check = check_settings({server.base_url()}, settings_and(""));
  EXPECT_EQ(check.failure, "Incorrect API key");
  EXPECT_EQ(check.refusal.refusal, Refusal::permanent);
}

TEST(CheckSettings, AServerThatIsLoadingIsAskedAgain) {
  const test::FakeServer server(
      R"({"rules": [{"match": {"kind": "settings"}, "times": 1, "reply": {"status": 503, "error": "Loading model"}}]})");
  std::vector<std::string> said;
  const auto check = check_settings({server.base_url()}, settings_and(""),
                                    {.on_waiting = [&](const std::string& what) { said.push_back(what); }});
  EXPECT_TRUE(check.supported) << check.failure;
  EXPECT_THAT(said, ElementsAre(HasSubstr("HTTP 503: Loading model")));
}

TEST(CheckSettings, ItsPatienceEnds) {
  const test::FakeServer server(
      R"({"rules": [{"match": {"kind": "settings"}, "reply": {"status": 429, "retry_after": 3600}}]})");
  const auto check = check_settings({server.base_url()}, settings_and(""), {.limit = std::chrono::seconds(600)});
  EXPECT_THAT(check.failure, HasSubstr("HTTP 429"));
}

TEST(CheckSettings, AStopRequestEndsTheWaitForAnAnswer) {
  const test::FakeServer server(R"({"rules": [{"match": {"kind": "settings"}, "reply": {"first_token_ms": 60000}}]})");
  std::stop_source stop;
  std::jthread later([&] { stop.request_stop(); });
  const auto began = std::chrono::steady_clock::now();
  const auto check = check_settings({server.base_url()}, settings_and(""), {.stop = stop.get_token()});
  EXPECT_THAT(check.failure, HasSubstr("no answer"));
  EXPECT_LT(std::chrono::steady_clock::now() - began, std::chrono::seconds(50));
}

}  // namespace
}  // namespace quantladder::llama
