#include <gmock/gmock.h>

#include <nlohmann/json.hpp>

#include "quantladder/core/error.h"
#include "quantladder/llama/completer.h"

namespace quantladder::llama {
namespace {

using Json = nlohmann::json;
using ::testing::AllOf;
using ::testing::HasSubstr;

core::RequestSettings settings_with(const std::string& extra = {}) {
  core::RequestSettings settings;
  settings.max_tokens = 64;
  settings.request_extra_json = extra;
  return settings;
}

Json body_of(const core::RequestSettings& settings) {
  return Json::parse(make_chat_body({{core::Role::user, "Hi"}}, settings, 7));
}

std::string refusal_of(const std::string& extra) {
  try {
    make_chat_body({{core::Role::user, "Hi"}}, settings_with(extra), 7);
  } catch (const core::Error& error) {
    EXPECT_EQ(error.kind(), core::ErrorKind::usage);
    return error.what();
  }
  return "accepted";
}

TEST(ChatBody, IsOneStreamedUserMessageWithUsageAndNoCache) {
  EXPECT_EQ(body_of(settings_with()), Json::parse(R"({"messages":[{"role":"user","content":"Hi"}],"max_tokens":64,
      "seed":7,"stream":true,"stream_options":{"include_usage":true},"cache_prompt":false})"));
}

// The body is stored with the record, and readers compare it.
TEST(ChatBody, HasAFixedOrder) {
  EXPECT_EQ(make_chat_body({{core::Role::user, "Hi"}}, settings_with(), 7),
            R"({"messages":[{"role":"user","content":"Hi"}],"max_tokens":64,"seed":7,"stream":true,)"
            R"("stream_options":{"include_usage":true},"cache_prompt":false})");
}

TEST(ChatBody, HoldsAWholeConversation) {
  const std::vector<core::Message> messages{{core::Role::system, "Be brief."},
                                            {core::Role::user, "Hi"},
                                            {core::Role::assistant, "Hello."},
                                            {core::Role::user, "Bye"}};
  EXPECT_EQ(Json::parse(make_chat_body(messages, settings_with(), 7))["messages"],
            Json::parse(R"([{"role":"system","content":"Be brief."},{"role":"user","content":"Hi"},
                {"role":"assistant","content":"Hello."},{"role":"user","content":"Bye"}])"));
}

TEST(ChatBody, NamesTheServedModelWhereThereIsOne) {
  const auto body = Json::parse(make_chat_body({{core::Role::user, "Hi"}}, settings_with(), 7, "org/big"));
  EXPECT_EQ(body["model"], "org/big");
}

TEST(ChatBody, NamesSamplersAsLlamaServerReadsThem) {
  auto settings = settings_with();
  settings.sampling = {
      .temperature = 0.6, .top_p = 0.95, .top_k = 20, .min_p = 0.0, .presence_penalty = 1.5, .repeat_penalty = 1.05};
  settings.stop = {"### Question"};
  auto expected = body_of(settings_with());
  expected.update(Json::parse(R"({"temperature":0.6,"top_p":0.95,"top_k":20,"min_p":0.0,"presence_penalty":1.5,
      "repeat_penalty":1.05,"stop":["### Question"]})"));
  EXPECT_EQ(body_of(settings), expected);
}

TEST(ChatBody, ThinkingIsSaidOnlyWhenItIsSet) {
  auto settings = settings_with();
  EXPECT_FALSE(body_of(settings).contains("chat_template_kwargs"));
  settings.thinking = core::Thinking::off;
  EXPECT_EQ(body_of(settings)["chat_template_kwargs"], (Json{{"enable_thinking", false}}));
  settings.thinking = core::Thinking::on;
  EXPECT_EQ(body_of(settings)["chat_template_kwargs"], (Json{{"enable_thinking", true}}));
}

TEST(ChatBody, RequestExtraIsMerged) {
  auto settings = settings_with(R"({"grammar":"root ::= \"a\"","chat_template_kwargs":{"level":"high"}})");
  settings.thinking = core::Thinking::on;
  const auto body = body_of(settings);
  EXPECT_EQ(body["grammar"], "root ::= \"a\"");
  EXPECT_EQ(body["chat_template_kwargs"], (Json{{"level", "high"}, {"enable_thinking", true}}));
}

TEST(ChatBody, OwnedFieldsAreRefusedWithTheWayToSetThem) {
  for (const char* name :
       {"messages", "stream", "stream_options", "seed", "max_tokens", "cache_prompt", "n", "model"}) {
    EXPECT_THAT(refusal_of(Json{{name, 1}}.dump()), HasSubstr(std::string("request_extra: '") + name + "'")) << name;
  }
  EXPECT_THAT(refusal_of(R"({"temperature":1})"), AllOf(HasSubstr("'temperature'"), HasSubstr("sampling profile")));
  EXPECT_THAT(refusal_of(R"({"model":"x"})"), HasSubstr("served_model"));
  EXPECT_THAT(refusal_of(R"({"chat_template_kwargs":{"enable_thinking":true}})"), HasSubstr("set thinking"));
}

TEST(ChatBody, RequestExtraThatIsNoObjectIsRefused) {
  EXPECT_THAT(refusal_of("[1]"), HasSubstr("not a JSON object"));
  EXPECT_THAT(refusal_of("{"), HasSubstr("not a JSON object"));
}

TEST(ChatBody, InvalidUtf8IsRefused) {
  EXPECT_THROW(make_chat_body({{core::Role::user, "\xFF"}}, settings_with(), 7), core::Error);
}

TEST(ProbeBody, NamesTheServedModelWhereThereIsOne) {
  EXPECT_EQ(Json::parse(make_probe_body(8, 1, "org/big"))["model"], "org/big");
  EXPECT_FALSE(Json::parse(make_probe_body(8, 1)).contains("model"));
}

TEST(TokenBody, AsksForSoManyTokensBehindThesePromptTokens) {
  core::RequestSettings settings;
  settings.max_tokens = 9;
  settings.sampling = {.temperature = 0.7, .repeat_penalty = 1.1};
  settings.request_extra_json = R"({"dry_multiplier": 0.8, "chat_template_kwargs": {"x": 1}})";
  const auto body = Json::parse(make_token_body({5, 0, 77}, settings, 3, "org/big"));
  EXPECT_EQ(body, Json::parse(R"({"model": "org/big", "prompt": [5, 0, 77], "max_tokens": 9, "seed": 3, "stream": true,
    "stream_options": {"include_usage": true}, "cache_prompt": false, "temperature": 0.7, "repeat_penalty": 1.1,
    "dry_multiplier": 0.8, "ignore_eos": true})"));
}

TEST(ProbeBody, HasAFixedLengthAndNoCommonStart) {
  const auto first = Json::parse(make_probe_body(128, 1));
  const auto second = Json::parse(make_probe_body(128, 23));
  EXPECT_EQ(first["max_tokens"], 128);
  EXPECT_EQ(first["ignore_eos"], true);
  EXPECT_EQ(first["temperature"], 0.0);
  EXPECT_EQ(first["cache_prompt"], false);
  const std::string a = first["messages"][0]["content"];
  const std::string b = second["messages"][0]["content"];
  EXPECT_EQ(a.size(), b.size());
  EXPECT_NE(a.substr(0, 18), b.substr(0, 18));
}

}  // namespace
}  // namespace quantladder::llama
