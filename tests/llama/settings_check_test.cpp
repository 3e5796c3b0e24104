#include "quantladder/llama/settings_check.h"

#include <gmock/gmock.h>

namespace quantladder::llama {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

std::string reply_with(const std::string& settings) {
  return R"({"choices":[],"__verbose":{"generation_settings":)" + settings + "}}";
}

std::vector<std::string> differences(const std::string& body, const std::string& settings) {
  const auto check = compare_settings(body, reply_with(settings));
  EXPECT_TRUE(check.supported);
  return check.differences;
}

TEST(SettingsCheck, FloatsOfThirtyTwoBitsAreTheSameValue) {
  EXPECT_THAT(differences(R"({"min_p":0.05,"temperature":0.6,"top_k":20})",
                          R"({"min_p":0.05000000074505806,"temperature":0.6000000238418579,"top_k":20})"),
              IsEmpty());
}

TEST(SettingsCheck, AnotherValueIsADifference) {
  EXPECT_THAT(differences(R"({"temperature":0.6,"top_k":20})", R"({"temperature":0.8,"top_k":40})"),
              ElementsAre("temperature: asked 0.6, server uses 0.8", "top_k: asked 20, server uses 40"));
}

TEST(SettingsCheck, AnUnknownFieldIsIgnoredByTheServer) {
  EXPECT_THAT(differences(R"({"repetition_penalty":1.05})", R"({"repeat_penalty":1.0})"),
              ElementsAre("repetition_penalty: the server ignores it"));
}

TEST(SettingsCheck, StopStringsAndSamplerOrderAreCompared) {
  EXPECT_THAT(differences(R"({"stop":["a","b"],"samplers":["top_k"]})", R"({"stop":["a","b"],"samplers":["top_k"]})"),
              IsEmpty());
  EXPECT_THAT(differences(R"({"stop":"a"})", R"({"stop":["a"]})"), IsEmpty());
  EXPECT_THAT(differences(R"({"stop":["a"]})", R"({"stop":[]})"), ElementsAre(HasSubstr("stop: asked")));
}

TEST(SettingsCheck, ARefusedGrammarIsADifference) {
  EXPECT_THAT(differences(R"({"grammar":"root ::= \"a\""})", R"({"grammar":""})"), ElementsAre(HasSubstr("grammar")));
}

TEST(SettingsCheck, WhatIsNoGenerationSettingIsLeftOut) {
  EXPECT_THAT(differences(R"({"messages":[],"stream":false,"verbose":true,"cache_prompt":false,"max_tokens":1,
      "chat_template_kwargs":{"enable_thinking":true},"reasoning_format":"auto"})",
                          R"({"max_tokens":1,"stream":false,"reasoning_format":"deepseek"})"),
              IsEmpty());
}

TEST(SettingsCheck, ASeedIsComparedExactly) {
  EXPECT_THAT(differences(R"({"seed":2000000001})", R"({"seed":2000000000})"), ElementsAre(HasSubstr("seed")));
}

TEST(SettingsCheck, AServerThatDoesNotTellIsNotSupported) {
  for (const char* reply :
       {"{}", "no json", "[]", R"({"__verbose":{}})", R"({"__verbose":{"generation_settings":1}})"}) {
    const auto check = compare_settings("{}", reply);
    EXPECT_FALSE(check.supported) << reply;
    EXPECT_THAT(check.note, HasSubstr("no __verbose"));
  }
}

}  // namespace
}  // namespace quantladder::llama
