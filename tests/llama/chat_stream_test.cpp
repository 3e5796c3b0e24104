#include "llama/chat_stream.h"

#include <gmock/gmock.h>

namespace quantladder::llama {
namespace {

using core::Finish;
using core::Generation;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

const std::string kRole =
    R"(data: {"choices":[{"finish_reason":null,"index":0,"delta":{"role":"assistant","content":null}}]})"
    "\n\n";
const std::string kDone = "data: [DONE]\n\n";

std::string content(const std::string& json_text) {
  return R"(data: {"choices":[{"finish_reason":null,"index":0,"delta":{"content":")" + json_text + "\"}}]}\n\n";
}
std::string reasoning(const std::string& field, const std::string& json_text) {
  return R"(data: {"choices":[{"index":0,"delta":{")" + field + "\":\"" + json_text + "\"}}]}\n\n";
}
std::string finish(const std::string& reason) {
  return R"(data: {"choices":[{"finish_reason":")" + reason + "\",\"index\":0,\"delta\":{}}]}\n\n";
}
std::string counts(int completion, int prompt, const std::string& timings) {
  return R"(data: {"choices":[],"usage":{"completion_tokens":)" + std::to_string(completion) +
         ",\"prompt_tokens\":" + std::to_string(prompt) + "}" + (timings.empty() ? "" : ",\"timings\":" + timings) +
         "}\n\n";
}
const std::string kTimings = R"({"cache_n":0,"prompt_n":8,"prompt_ms":2.5,"predicted_n":3,"predicted_ms":10})";

Generation read(const std::string& stream, PromptCache cache = PromptCache::off) {
  Generation generation;
  ChatStream chat(generation, cache);
  chat.feed(stream, 5);
  chat.end();
  return generation;
}

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

TEST(ChatStream, LengthIsLength) { EXPECT_EQ(read(content("a") + finish("length") + kDone).finish, Finish::length); }

TEST(ChatStream, EveryWordForTheTokenLimitIsLength) {
  for (const std::string word : {"max_tokens", "MAX_TOKENS", "model_length", "max_output_tokens", "token_limit",
                                 "FINISH_REASON_MAX_TOKENS", "max-tokens", "context_length_exceeded"}) {
    EXPECT_EQ(read(content("a") + finish(word) + kDone).finish, Finish::length) << word;
  }
}

TEST(ChatStream, EveryWordForTheEndOfAnAnswerIsStop) {
  for (const std::string word : {"eos", "eos_token", "end_turn", "stop_sequence", "STOP", "tool_calls"}) {
    const auto generation = read(content("a") + finish(word) + counts(2, 1, "") + kDone, PromptCache::unknown);
    EXPECT_EQ(generation.finish, Finish::stop) << word;
    EXPECT_THAT(generation.doubts, IsEmpty()) << word;
  }
}

TEST(ChatStream, AnAnswerThatTheServerBrokeOffIsNoAnswer) {
  for (const std::string word : {"abort", "error", "cancelled", "content_filter", "timeout"}) {
    const auto generation = read(content("half a sen") + finish(word) + kDone);
    EXPECT_EQ(generation.finish, Finish::broken_stream) << word;
    EXPECT_EQ(generation.fault, "the server broke the answer off: finish_reason '" + word + "'");
  }
}

TEST(ChatStream, AnUnknownFinishReasonIsNotUnderstoodAndShown) {
  const auto generation = read(content("a") + finish("quota\\u001b[2J") + kDone);
  EXPECT_EQ(generation.finish, Finish::not_understood);
  EXPECT_EQ(generation.fault, "finish_reason 'quota [2J' is not known to be the end of an answer");
}

TEST(ChatStream, WithoutFinishReasonTheStreamIsBroken) {
  const auto generation = read(content("half"));
  EXPECT_EQ(generation.finish, Finish::broken_stream);
  EXPECT_EQ(generation.fault, "the stream ended before the answer did");
  EXPECT_EQ(generation.text, "half");
}

TEST(ChatStream, WithoutDoneTheStreamIsBroken) {
  const auto generation = read(content("a") + finish("stop"));
  EXPECT_EQ(generation.finish, Finish::broken_stream);
  EXPECT_EQ(generation.fault, "the stream ended without [DONE]");
}

TEST(ChatStream, AnErrorEventIsAnHttpError) {
  const auto generation =
      read(content("a") +
           "data: {\"error\":{\"code\":500,\"message\":\"Context size\\nexceeded.\",\"type\":\"server_error\"}}\n\n");
  EXPECT_EQ(generation.finish, Finish::http_error);
  EXPECT_EQ(generation.fault, "error in the stream: Context size exceeded. [server_error]");
}

TEST(ChatStream, WhatIsNoJsonBreaksTheStream) {
  Generation generation;
  ChatStream chat(generation, PromptCache::off);
  EXPECT_FALSE(chat.feed("data: <html>\n\n", 1));
  chat.end();
  EXPECT_EQ(generation.finish, Finish::broken_stream);
  EXPECT_THAT(generation.fault, HasSubstr("no JSON object: <html>"));
}

TEST(ChatStream, InvalidUtf8IsReplacedAndDoubted) {
  const auto generation = read(content("a\xFF") + finish("stop") + counts(2, 1, "") + kDone);
  EXPECT_EQ(generation.text, "a\xEF\xBF\xBD");
  EXPECT_EQ(generation.finish, Finish::stop);
  EXPECT_THAT(generation.doubts, Contains(HasSubstr("invalid UTF-8")));
}

TEST(ChatStream, CountsThatDisagreeAreDoubted) {
  const auto generation = read(finish("stop") + counts(4, 9, kTimings) + kDone);
  EXPECT_THAT(generation.doubts, ElementsAre("usage.completion_tokens 4 != timings.predicted_n 3",
                                             "usage.prompt_tokens 9 != timings.cache_n 0 + prompt_n 8"));
}

TEST(ChatStream, ACacheThatShouldBeOffIsDoubted) {
  const std::string cached = R"({"cache_n":5,"prompt_n":3,"prompt_ms":2,"predicted_n":3,"predicted_ms":9})";
  const auto stream = finish("stop") + counts(3, 8, cached) + kDone;
  EXPECT_THAT(read(stream).doubts, ElementsAre(HasSubstr("5 prompt tokens came from a cache")));
  EXPECT_THAT(read(stream, PromptCache::unknown).doubts, IsEmpty());
}

TEST(ChatStream, MissingUsageIsDoubted) {
  EXPECT_THAT(read(finish("stop") + kDone).doubts, Contains("the server reported no usage"));
}

TEST(ChatStream, ACacheThatNobodyReportsIsUnknownAndNotEmpty) {
  const std::string silent = R"({"prompt_n":8,"prompt_ms":2,"predicted_n":3,"predicted_ms":9})";
  const auto generation = read(finish("stop") + counts(3, 8, silent) + kDone);
  EXPECT_EQ(generation.cached_tokens(), std::nullopt);
  EXPECT_THAT(generation.doubts, ElementsAre(HasSubstr("does not say whether prompt tokens came from a cache")));
}

TEST(ChatStream, UsageTellsOfTheCacheWhereTimingsDoNot) {
  const std::string usage =
      R"("usage":{"prompt_tokens":8,"completion_tokens":3,"prompt_tokens_details":{"cached_tokens":4}})";
  const auto generation = read(finish("stop") + "data: {\"choices\":[]," + usage + "}\n\n" + kDone);
  EXPECT_EQ(generation.cached_tokens(), 4);
  EXPECT_THAT(generation.doubts, ElementsAre(HasSubstr("4 prompt tokens came from a cache")));
}

TEST(ChatStream, ReasoningThatIsCountedButHiddenIsDoubted) {
  const std::string usage =
      R"("usage":{"prompt_tokens":8,"completion_tokens":90,"completion_tokens_details":{"reasoning_tokens":80}})";
  const auto generation =
      read(content("a") + finish("stop") + "data: {\"choices\":[]," + usage + "}\n\n" + kDone, PromptCache::unknown);
  EXPECT_EQ(generation.usage->reasoning_tokens, 80);
  EXPECT_THAT(generation.doubts, ElementsAre(HasSubstr("80 of 90 tokens are reasoning")));
}

TEST(ChatStream, TokensThatAllCameAtOnceAreDoubted) {
  const auto generation =
      read(content(std::string(100, 'x')) + finish("stop") + counts(40, 8, "") + kDone, PromptCache::unknown);
  EXPECT_THAT(generation.doubts, ElementsAre("no tokens/s: all 40 tokens came at once"));
}

TEST(ChatStream, ImpossibleTimingsAreNone) {
  const std::string odd = R"({"cache_n":0,"prompt_n":8,"prompt_ms":-2,"predicted_n":3,"predicted_ms":9})";
  EXPECT_EQ(read(counts(3, 8, odd)).timings, std::nullopt);
  EXPECT_EQ(read(counts(3, 8, R"({"prompt_n":"8"})")).timings, std::nullopt);
}

TEST(ErrorBody, SpeaksForItselfInAnyShape) {
  EXPECT_EQ(describe_error_body(400, R"({"error":{"message":"too long","type":"exceed_context_size_error"}})"),
            "HTTP 400: too long [exceed_context_size_error]");
  EXPECT_EQ(describe_error_body(404, R"({"error":"model not found"})"), "HTTP 404: model not found");
  EXPECT_EQ(describe_error_body(502, "<html>\n<b>Bad</b>"), "HTTP 502: <html> <b>Bad</b>");
  EXPECT_EQ(describe_error_body(500, ""), "HTTP 500");
}

}  // namespace
}  // namespace quantladder::llama
