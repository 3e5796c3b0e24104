#include "llama/chat_stream.h"

#include <gmock/gmock.h>

#include <nlohmann/json.hpp>

#include "llama/server_error.h"

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
    const auto generation = read(content("a") + finish(word) + counts(1, 1, "") + kDone, PromptCache::unknown);
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

TEST(ChatStream, AnOrderlyEndBehindTheFinishReasonNeedsNoDone) {
  const auto generation = read(content("a") + finish("stop") + counts(1, 8, ""), PromptCache::unknown);
  EXPECT_EQ(generation.finish, Finish::stop);
  EXPECT_THAT(generation.doubts, ElementsAre("the stream ended without [DONE]"));
}

TEST(ChatStream, AStreamThatWasCutBeforeDoneIsBroken) {
  Generation generation;
  ChatStream chat(generation, PromptCache::off);
  chat.feed(content("a") + finish("stop"), 5);
  chat.end(ChatStream::Closing::cut);
  EXPECT_EQ(generation.finish, Finish::broken_stream);
  EXPECT_EQ(generation.fault, "the stream ended without [DONE]");
}

TEST(ChatStream, DoneWithoutAFinishReasonSaysSo) {
  const auto generation = read(content("half") + kDone);
  EXPECT_EQ(generation.finish, Finish::broken_stream);
  EXPECT_EQ(generation.fault, "the stream ended with [DONE] but without a finish_reason");
}

TEST(ChatStream, AnErrorEventIsAnHttpError) {
  const auto generation =
      read(content("a") +
           "data: {\"error\":{\"code\":500,\"message\":\"Context size\\nexceeded.\",\"type\":\"server_error\"}}\n\n");
  EXPECT_EQ(generation.finish, Finish::http_error);
  EXPECT_EQ(generation.fault, "error in the stream: Context size exceeded. [server_error]");
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

TEST(ChatStream, EmptyEventsAreDropped) {
  const auto generation = read("data:\n\n" + content("a") + "data: \n\n" + finish("stop") + kDone);
  EXPECT_EQ(generation.finish, Finish::stop);
  EXPECT_EQ(generation.text, "a");
}

TEST(ChatStream, FiguresThatAreNoNumbersAreADoubtAndNoBrokenStream) {
  for (const std::string number : {"NaN", "Infinity", "-Infinity", "nan", "-inf", "1e999", "null"}) {
    const std::string timings =
        R"({"cache_n":0,"prompt_n":8,"prompt_ms":)" + number + R"(,"predicted_n":3,"predicted_ms":10})";
    const auto generation = read(content("a NaN") + finish("stop") + counts(3, 8, timings) + kDone);
    EXPECT_EQ(generation.finish, Finish::stop) << number;
    EXPECT_EQ(generation.text, "a NaN");
    EXPECT_EQ(generation.timings, std::nullopt);
    EXPECT_EQ(generation.usage->completion_tokens, 3);
    EXPECT_THAT(generation.doubts, Contains(HasSubstr("the server's timings can't be read"))) << number;
  }
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
}

TEST(ChatStream, TokensWithoutAByteOfTextAreNotUnderstood) {
  const auto generation =
      read(choice(R"({"delta":{"audio":{"data":"UklGR"}}})") + finish("stop") + counts(20, 8, "") + kDone);
  EXPECT_EQ(generation.finish, Finish::not_understood);
  EXPECT_EQ(generation.fault, "20 tokens, but no text could be read; not understood: choices[0] holds \"audio\"");
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

TEST(ChatStream, UsageOfZerosIsUnknown) {
  const auto generation = read(content("a") + counts(0, 0, "") + finish("stop") + kDone);
  EXPECT_EQ(generation.usage, std::nullopt);
  EXPECT_EQ(generation.tokens(), std::nullopt);
  EXPECT_THAT(generation.doubts, Contains(HasSubstr("usage counts no token")));
}

TEST(ChatStream, ZerosBehindCountsDoNotReplaceThem) {
  EXPECT_EQ(read(content("a") + counts(2, 8, "") + counts(0, 0, "") + finish("stop") + kDone).usage->completion_tokens,
            2);
}

TEST(ChatStream, TheLoadingTextOfAProxyIsNoThoughtAndNoToken) {
  Generation generation;
  ChatStream chat(generation, PromptCache::unknown);
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
  ChatStream chat(generation, PromptCache::unknown);
  chat.feed(reasoning("reasoning_content", "ll"), 1);
  chat.feed(reasoning("reasoning_content", "ong"), 2);
  EXPECT_EQ(generation.reasoning, "llong");
  EXPECT_EQ(generation.first_reasoning_ms, 1);
  EXPECT_THAT(generation.arrivals_ms, ElementsAre(1, 2));
}

TEST(ChatStream, AnErrorIsToldInEveryShape) {
  const std::vector<std::pair<std::string, std::string>> said{
      {R"(data: {"error":"Unexpected endpoint."})", "Unexpected endpoint."},
      {R"(data: {"object":"error","message":"too long","code":400})", "too long"},
      {R"(data: {"message":"no such model"})", "no such model"},
      {R"(data: {"detail":"Not Found"})", "Not Found"},
      {R"(data: {"detail":[{"loc":["body","messages"],"msg":"Field required","type":"missing"}]})",
       "body.messages: Field required [missing]"},
      {R"(error: {"code":500,"message":"Context full","type":"server_error"})", "Context full [server_error]"},
      {R"(error: {"error":{"message":"wrapped"}})", "wrapped"},
      {"event: error\ndata: out of memory", "out of memory"},
      {R"({"error":{"message":"bare"}})", "bare"},
      {R"(data: {"choices":[{"delta":{},"finish_reason":"error","error":{"message":"upstream"}}]})", "upstream"}};
  for (const auto& [event, message] : said) {
    const auto generation = read(event + "\n\n");
    EXPECT_EQ(generation.finish, Finish::http_error) << event;
    EXPECT_EQ(generation.fault, "error in the stream: " + message);
  }
}

TEST(ChatStream, AnErrorThatIsNoneIsNone) {
  const std::string with_null = R"(data: {"error":null,"choices":[{"delta":{"content":"a"}}]})";
  const std::string with_false = R"(data: {"error":false,"choices":[{"delta":{"content":"b"}}]})";
  EXPECT_EQ(read(with_null + "\n\n" + with_false + "\n\n" + finish("stop") + kDone).text, "ab");
}

Generation read_body(const std::string& body, const std::string& kind) {
  Generation generation;
  ChatStream chat(generation, PromptCache::unknown);
  chat.feed(body, 5);
  chat.end(ChatStream::Closing::in_order, kind);
  return generation;
}

TEST(OtherBody, SaysWhatCameInsteadOfAStream) {
  const auto page = read_body("<!DOCTYPE html>\n<title>Sign in</title>", "text/html; charset=utf-8");
  EXPECT_EQ(page.finish, Finish::not_understood);
  EXPECT_EQ(page.fault, "no event stream came, but text/html; charset=utf-8: <!DOCTYPE html> <title>Sign in</title>");
  const auto packed = read_body(std::string("\x1f\x8b\x08\x00rest", 8), "text/event-stream, Content-Encoding gzip");
  EXPECT_EQ(packed.finish, Finish::not_understood);
  EXPECT_THAT(packed.fault, HasSubstr("compressed with gzip: 1f 8b 08 00"));
  EXPECT_EQ(read_body("", "text/event-stream").fault, "the stream ended before the answer did: nothing came");
  EXPECT_EQ(read_body(": ping\n\n:\n\n", "text/event-stream").fault,
            "the stream ended before the answer did: only comments came");
}

TEST(OtherBody, AnErrorOverSeveralLinesIsAnError) {
  const auto generation =
      read_body("{\n  \"error\": \"Unexpected endpoint. Returning 200 anyway\"\n}", "application/json");
  EXPECT_EQ(generation.finish, Finish::http_error);
  EXPECT_EQ(generation.fault, "no stream but an error (application/json): Unexpected endpoint. Returning 200 anyway");
}

TEST(OtherBody, AnAnswerInOnePieceIsAnAnswerWithoutTimesOfTokens) {
  const std::string answer = R"({"object":"chat.completion","choices":[{"index":0,"finish_reason":"stop",)"
                             "\n"
                             R"("message":{"role":"assistant","content":"x = 1","reasoning_content":"hm"}}],)"
                             R"("usage":{"prompt_tokens":8,"completion_tokens":9}})";
  for (const std::string& body : {answer, nlohmann::json::parse(answer).dump()}) {
    const auto generation = read_body(body, "application/json");
    EXPECT_EQ(generation.finish, Finish::stop);
    EXPECT_EQ(generation.text, "x = 1");
    EXPECT_EQ(generation.reasoning, "hm");
    EXPECT_EQ(generation.tokens(), 9);
    EXPECT_EQ(generation.time_to_first_token_ms(), std::nullopt);
    EXPECT_EQ(generation.tokens_per_s(), std::nullopt);
    EXPECT_THAT(generation.doubts, Contains(HasSubstr("in one piece")));
  }
}

TEST(ChatStream, InvalidUtf8IsReplacedAndDoubted) {
  const auto generation = read(content("a\xFF") + finish("stop") + counts(2, 1, "") + kDone);
  EXPECT_EQ(generation.text, "a\xEF\xBF\xBD");
  EXPECT_EQ(generation.finish, Finish::stop);
  EXPECT_THAT(generation.doubts, Contains(HasSubstr("invalid UTF-8")));
}

TEST(ChatStream, CountsThatDisagreeAreDoubted) {
  const auto generation = read(content("a") + finish("stop") + counts(4, 9, kTimings) + kDone);
  EXPECT_THAT(generation.doubts, ElementsAre("usage.completion_tokens 4 != timings.predicted_n 3",
                                             "usage.prompt_tokens 9 != timings.cache_n 0 + prompt_n 8"));
}

TEST(ChatStream, ACacheThatShouldBeOffIsDoubted) {
  const std::string cached = R"({"cache_n":5,"prompt_n":3,"prompt_ms":2,"predicted_n":3,"predicted_ms":9})";
  const auto stream = content("a") + finish("stop") + counts(3, 8, cached) + kDone;
  EXPECT_THAT(read(stream).doubts, ElementsAre(HasSubstr("5 prompt tokens came from a cache")));
  EXPECT_THAT(read(stream, PromptCache::unknown).doubts, IsEmpty());
}

TEST(ChatStream, MissingUsageIsDoubted) {
  EXPECT_THAT(read(finish("stop") + kDone).doubts, Contains("the server reported no usage"));
}

TEST(ChatStream, ACacheThatNobodyReportsIsUnknownAndNotEmpty) {
  const std::string silent = R"({"prompt_n":8,"prompt_ms":2,"predicted_n":3,"predicted_ms":9})";
  const auto generation = read(content("a") + finish("stop") + counts(3, 8, silent) + kDone);
  EXPECT_EQ(generation.cached_tokens(), std::nullopt);
  EXPECT_THAT(generation.doubts, ElementsAre(HasSubstr("does not say whether prompt tokens came from a cache")));
}

TEST(ChatStream, UsageTellsOfTheCacheWhereTimingsDoNot) {
  const std::string usage =
      R"("usage":{"prompt_tokens":8,"completion_tokens":1,"prompt_tokens_details":{"cached_tokens":4}})";
  const auto generation = read(content("a") + finish("stop") + "data: {\"choices\":[]," + usage + "}\n\n" + kDone);
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
