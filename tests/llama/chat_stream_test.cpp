#include "llama/chat_stream.h"

#include <gmock/gmock.h>

#include "stream_text.h"

namespace quantladder::llama {
namespace {

using core::Finish;
using core::Generation;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

TEST(ChatStream, AWholeAnswerHasTextCountsAndNoDoubts) {
  const auto generation =
      read(kRole + content("a") + content("b\\n") + finish("stop") + counts(3, 8, kTimings) + kDone);
  EXPECT_EQ(generation.finish, Finish::stop);
  EXPECT_EQ(generation.fault, "");
  EXPECT_EQ(generation.text, "ab\n");
  EXPECT_EQ(generation.usage->completion_tokens, 3);
  EXPECT_EQ(generation.timings->prompt_ms, 2.5);
  EXPECT_EQ(generation.tokens_per_s(), 200.0);
  EXPECT_THAT(generation.doubts, IsEmpty());
}

TEST(ChatStream, ReasoningIsKeptApartUnderEitherName) {
  const auto generation = read(reasoning("reasoning_content", "hm") + reasoning("reasoning", "!") + content("x"));
  EXPECT_EQ(generation.reasoning, "hm!");
  EXPECT_EQ(generation.text, "x");
}

TEST(ChatStream, TheClocksStartWithTextNotWithTheRole) {
  Generation generation;
  ChatStream chat(generation, PromptCache::off);
  chat.feed(kRole, 1);
  chat.feed(reasoning("reasoning_content", "hm"), 2);
  chat.feed(content("a") + content("b"), 7);
  EXPECT_EQ(generation.first_reasoning_ms, 2);
  EXPECT_EQ(generation.first_content_ms, 7);
  EXPECT_THAT(generation.arrivals_ms, ElementsAre(2, 7, 7));
}

TEST(ChatStream, AnEventThatMayHaveHeldTextBreaksTheStream) {
  Generation generation;
  ChatStream chat(generation, PromptCache::off);
  EXPECT_FALSE(chat.feed("data: {\"choices\":[{\"del\n\n", 1));
  chat.end();
  EXPECT_EQ(generation.finish, Finish::broken_stream);
  EXPECT_THAT(generation.fault, HasSubstr(R"(no JSON: {"choices":[{"del)"));
}

TEST(ChatStream, AnEventThatCannotHoldTextIsLeftAside) {
  const auto generation = read(content("a") + "data: ping\n\ndata: null\n\n" + finish("stop") + kDone);
  EXPECT_EQ(generation.finish, Finish::stop);
  EXPECT_EQ(generation.text, "a");
}

TEST(ChatStream, WhatWasLeftAsideIsShownWhereTheAnswerIsMissing) {
  EXPECT_EQ(read("data: <h1>Bad gateway</h1>\n\n").fault,
            "the stream ended before the answer did; not understood: <h1>Bad gateway</h1>");
}

TEST(ChatStream, ALineThatIsNoFieldIsShownWhereTheAnswerIsMissing) {
  const std::string notice = reasoning("reasoning_content", "llama-swap loading model: m\\n...");
  const auto generation = read(notice + "unable to start process: exit status 1\n");
  EXPECT_EQ(generation.finish, Finish::not_understood);
  EXPECT_EQ(generation.fault,
            "the stream ended before the answer did; not understood: unable to start process: exit status 1");
  EXPECT_EQ(read(content("a") + "504 Gateway Time-out\n").fault,
            "the stream ended before the answer did; not understood: 504 Gateway Time-out");
}

TEST(ChatStream, AByteOrderMarkBeforeTheStreamIsNoPartOfIt) {
  EXPECT_EQ(read("\xef\xbb\xbf" + content("a") + content("b") + finish("stop") + kDone).text, "ab");
}

TEST(ChatStream, ALineThatIsNoFieldButMayHaveHeldTextBreaksTheStream) {
  for (const std::string& spoilt : {" " + content("b"), "x" + content("b"), "DATA" + content("b").substr(4)}) {
    const auto generation = read(content("a") + spoilt + finish("stop") + kDone);
    EXPECT_EQ(generation.finish, Finish::broken_stream) << spoilt;
    EXPECT_THAT(generation.fault, HasSubstr("a line that is no field of an event")) << spoilt;
  }
}

TEST(ChatStream, BehindDoneNothingCanBeLostAnyMore) {
  EXPECT_EQ(read(content("a") + finish("stop") + kDone + "x" + content("b")).finish, Finish::stop);
  EXPECT_EQ(read(kDone + "504 Gateway Time-out\n").finish, Finish::broken_stream) << "nor understood";
}

TEST(ChatStream, BlankLinesWithoutEndAreNoLoadingText) {
  Generation generation;
  ChatStream chat(generation, PromptCache::on);
  for (int i = 1; i <= 600; ++i) chat.feed(content("\\n"), i);
  EXPECT_EQ(generation.first_content_ms, 1);
}

TEST(ChatStream, AnAnswerInAnotherDialectIsNotUnderstood) {
  const auto generation = read(R"(data: {"type":"output_text.delta","delta":"x = 1"})"
                               "\n\n" +
                               kDone);
  EXPECT_EQ(generation.finish, Finish::not_understood);
  EXPECT_THAT(generation.fault, HasSubstr("output_text.delta"));
}

TEST(ChatStream, APrefixThatAProxyPutTwiceAndBlanksAroundDoneAreRead) {
  const auto generation = read(
      "data: " + content("a") + "data: " + finish("stop") + counts(1, 8, "") + "data: [DONE] \n\n", PromptCache::on);
  EXPECT_EQ(generation.text, "a");
  EXPECT_THAT(generation.doubts, IsEmpty());
  EXPECT_THAT(read(content("a") + finish("stop") + counts(1, 8, "") + "data: \"[DONE]\"\n\n", PromptCache::on).doubts,
              IsEmpty());
}

TEST(ChatStream, EmptyEventsAreDropped) {
  const auto generation = read("data:\n\n" + content("a") + "data: \n\n" + finish("stop") + kDone);
  EXPECT_EQ(generation.finish, Finish::stop);
  EXPECT_EQ(generation.text, "a");
}

TEST(ChatStream, AnUnreadableEventBehindTheFinishReasonIsNoBrokenStream) {
  EXPECT_EQ(read(content("a") + finish("stop") + "data: {\"usage\":{{\n\n" + kDone).finish, Finish::stop);
}

TEST(ChatStream, HalvesOfAnEmojiAreReplacedAndDoubted) {
  const auto generation =
      read(content("a\\ud83d") + content("\\ude00b") + content("\\ud83d\\ude00") + finish("stop") + kDone);
  EXPECT_EQ(generation.text, "a\uFFFD\uFFFDb\U0001F600");
  EXPECT_EQ(generation.finish, Finish::stop);
  EXPECT_THAT(generation.doubts, Contains(HasSubstr("half a surrogate pair")));
}

std::string choice(const std::string& json) { return "data: {\"choices\":[" + json + "]}\n\n"; }

TEST(ChatStream, TextIsReadWhereverServersPutIt) {
  for (const std::string json :
       {R"({"delta":{"content":[{"type":"text","text":"x = "},{"type":"text","text":"1"}]}})",
        R"({"delta":{"content":{"type":"text","text":"x = 1"}}})", R"({"delta":{"content":["x = ","1"]}})",
        R"({"message":{"role":"assistant","content":"x = 1"}})", R"({"text":"x = 1"})", R"({"delta":{"text":"x = 1"}})",
        R"({"delta":"x = 1"})", R"({"delta":{},"message":{"content":[{"type":"output_text","text":"x = 1"}]}})"}) {
    EXPECT_EQ(read(choice(json) + finish("stop") + kDone).text, "x = 1") << json;
  }
}

TEST(ChatStream, ReasoningIsReadWhereverServersPutIt) {
  for (const std::string json :
       {R"({"delta":{"thinking":"hm"}})", R"({"delta":{"reasoning_details":[{"type":"reasoning.text","text":"hm"}]}})",
        R"({"delta":{"content":[{"type":"thinking","thinking":[{"type":"text","text":"hm"}]}]}})",
        R"({"delta":{"reasoning":"hm","reasoning_content":"hm"}})", R"({"message":{"content":"","thinking":"hm"}})",
        R"({"delta":{"content":null,"thinking_blocks":[{"type":"thinking","thinking":"hm","signature":"s"}]}})"}) {
    const auto generation = read(choice(json) + content("x") + finish("stop") + kDone);
    EXPECT_EQ(generation.reasoning, "hm") << json;
    EXPECT_EQ(generation.text, "x") << json;
  }
}

TEST(ChatStream, AMessageThatRepeatsTheAnswerAddsNothing) {
  const std::string last = choice(R"({"delta":{},"message":{"content":"ab"},"finish_reason":"stop"})");
  EXPECT_EQ(read(content("a") + content("b") + last + kDone).text, "ab");
  EXPECT_EQ(read(content("\\n a") + content("b\\n") + last + kDone).text, "\n ab\n") << "without its outer blanks";
}

TEST(ChatStream, TheFinishReasonIsReadWhereverItStands) {
  for (const char* last :
       {R"({"choices":[{"delta":{"finish_reason":"length"}}]})", R"({"choices":[{"delta":{"finishReason":"LENGTH"}}]})",
        R"({"choices":[{"message":{"finish_reason":"length"}}]})", R"({"choices":[{"finishReason":"MAX_TOKENS"}]})",
        R"({"choices":[{"delta":{}}],"finish_reason":"length"})",
        R"({"choices":[{"delta":{},"finish_reason":null,"stop_reason":"max_tokens"}]})"}) {
    const auto generation = read(content("a") + "data: " + last + "\n\n" + kDone);
    EXPECT_EQ(generation.finish, Finish::length) << last << generation.fault;
  }
}

// vLLM tells with which string or token of several an answer ended.
TEST(ChatStream, AStopReasonBesideAFinishReasonSaysNothing) {
  for (const char* last : {R"({"finish_reason":"stop","stop_reason":"length"})",
                           R"({"finish_reason":"stop","stop_reason":151645})", R"({"stop_reason":151645})"}) {
    const auto generation = read(content("a") + choice(last) + finish("stop") + kDone);
    EXPECT_EQ(generation.finish, Finish::stop) << last << generation.fault;
  }
}

TEST(ChatStream, ChoicesThatAreNoListAreReadOrShown) {
  const auto one = read(R"(data: {"choices":{"delta":{"content":"a"},"finish_reason":"stop"}})"
                        "\n\n" +
                        kDone);
  EXPECT_EQ(one.text, "a");
  EXPECT_EQ(one.finish, Finish::stop);
  const auto other = read("data: {\"choices\":\"none today\"}\n\n" + kDone);
  EXPECT_EQ(other.finish, Finish::not_understood);
  EXPECT_THAT(other.fault, HasSubstr("none today"));
}

TEST(ChatStream, TokensWithoutAByteOfTextAreNotUnderstood) {
  const auto generation =
      read(choice(R"({"delta":{"audio":{"data":"UklGR"}}})") + finish("stop") + counts(20, 8, "") + kDone);
  EXPECT_EQ(generation.finish, Finish::not_understood);
  EXPECT_EQ(generation.fault, "20 tokens, but no text could be read; not understood: choices[0] holds \"audio\"");
}

TEST(ChatStream, ABlankForManyTokensIsNotUnderstood) {
  EXPECT_EQ(read(content(" ") + finish("stop") + counts(200, 8, "") + kDone).finish, Finish::not_understood);
  EXPECT_EQ(read(content("\\n\\n\\n") + finish("stop") + counts(4, 8, "") + kDone).finish, Finish::stop)
      << "blank lines";
}

TEST(ChatStream, AnEndTokenAloneIsAnEmptyAnswer) {
  EXPECT_EQ(read(finish("stop") + counts(1, 8, "") + kDone).finish, Finish::stop);
}

TEST(ChatStream, AToolCallIsTheModelsDoing) {
  const std::string call = choice(R"({"delta":{"tool_calls":[{"function":{"name":"python","arguments":"{}"}}]}})");
  const auto generation = read(call + finish("tool_calls") + counts(20, 8, "") + kDone);
  EXPECT_EQ(generation.finish, Finish::stop);
  EXPECT_THAT(generation.doubts, Contains(HasSubstr("a tool call, though no tool was offered")));
}

TEST(ChatStream, TheLoadingTextOfAProxyIsNoThoughtAndNoToken) {
  Generation generation;
  ChatStream chat(generation, PromptCache::on);
  double at = 0;
  for (const std::string line : {"\u2501\u2501\u2501\\n", "llama-swap loading model: m\\n", "Warming up", ".", ".",
                                 "\\nDone! (12.34s)\\n", "\u2501\u2501\u2501\\n", " \\n"}) {
    chat.feed(reasoning("reasoning_content", line), ++at);
  }
  EXPECT_EQ(generation.time_to_first_token_ms(), std::nullopt);
  EXPECT_TRUE(generation.arrivals_ms.empty());
  chat.feed(content("x") + finish("stop") + kDone, 20);
  chat.end();
  EXPECT_EQ(generation.reasoning, "");
  EXPECT_EQ(generation.text, "x");
  EXPECT_EQ(generation.time_to_first_token_ms(), 20);
  EXPECT_THAT(generation.doubts, Contains(HasSubstr("loading the model")));
}

TEST(ChatStream, ReasoningBehindTheLoadingTextIsAThought) {
  const auto generation = read(reasoning("reasoning_content", "llama-swap loading model: m\\n..\\nDone! (1s)\\n") +
                               reasoning("reasoning_content", "hm") + content("x") + finish("stop") + kDone);
  EXPECT_EQ(generation.reasoning, "hm");
}

TEST(ChatStream, AThoughtThatBeginsLikeALoadingTextKeepsItsClock) {
  Generation generation;
  ChatStream chat(generation, PromptCache::on);
  chat.feed(reasoning("reasoning_content", "ll"), 1);
  chat.feed(reasoning("reasoning_content", "ong"), 2);
  EXPECT_EQ(generation.reasoning, "llong");
  EXPECT_EQ(generation.first_reasoning_ms, 1);
  EXPECT_THAT(generation.arrivals_ms, ElementsAre(1, 2));
}

TEST(ChatStream, ALoadingTextWithoutEndIsNone) {
  Generation generation;
  ChatStream chat(generation, PromptCache::on);
  chat.feed(content("llama-swap loading model: m\\n"), 1);
  for (int i = 2; i <= 40'000; ++i) chat.feed(content("ten bytes "), i);
  EXPECT_LT(generation.first_content_ms.value_or(40'000), 20'000);
  EXPECT_GT(generation.text.size(), 390'000u);
  chat.end();
  EXPECT_THAT(generation.doubts, ::testing::Not(Contains(HasSubstr("left out"))));
}

TEST(ChatStream, InvalidUtf8IsReplacedAndDoubted) {
  const auto generation = read(content("a\xFF") + finish("stop") + counts(2, 1, "") + kDone);
  EXPECT_EQ(generation.text, "a\xEF\xBF\xBD");
  EXPECT_EQ(generation.finish, Finish::stop);
  EXPECT_THAT(generation.doubts, Contains(HasSubstr("invalid UTF-8")));
}

}  // namespace
}  // namespace quantladder::llama
