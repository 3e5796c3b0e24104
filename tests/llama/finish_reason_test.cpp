#include "llama/finish_reason.h"

#include <gmock/gmock.h>

#include "stream_text.h"

namespace quantladder::llama {
namespace {

using core::Finish;
using core::Generation;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(ChatStream, LengthIsLength) { EXPECT_EQ(read(content("a") + finish("length") + kDone).finish, Finish::length); }

TEST(ChatStream, EveryWordForTheTokenLimitIsLength) {
  for (const std::string word :
       {"max_tokens", "MAX_TOKENS", "model_length", "max_output_tokens", "token_limit", "FINISH_REASON_MAX_TOKENS",
        "max-tokens", "context_length_exceeded", "max_tokens_exceeded", "max_length_reached", "maxTokens"}) {
    EXPECT_EQ(read(content("a") + finish(word) + kDone).finish, Finish::length) << word;
  }
}

TEST(ChatStream, EveryWordForTheEndOfAnAnswerIsStop) {
  for (const std::string word :
       {"eos", "eos_token", "end_turn", "stop_sequence", "STOP", "tool_calls", "endTurn", "FinishReason.STOP"}) {
    const auto generation = read(content("a") + finish(word) + counts(1, 1, "") + kDone, PromptCache::on);
    EXPECT_EQ(generation.finish, Finish::stop) << word;
    EXPECT_THAT(generation.doubts, IsEmpty()) << word;
  }
}

TEST(ChatStream, WordsMadeOfThoseForTheEndEndAnAnswer) {
  for (const std::string word :
       {"stop_words", "matched_stop", "stop_str", "eos_token_found", "END_ID", "stop_eos_hit"}) {
    EXPECT_EQ(read(content("a") + finish(word) + kDone).finish, Finish::stop) << word;
  }
  for (const std::string word : {"stop_by_server", "id", "hit", "token_found", "ended", "stop_", "turn"}) {
    EXPECT_EQ(read(content("a") + finish(word) + kDone).finish, Finish::not_understood) << word;
  }
  for (const std::string word : {"max_seq_len", "out_of_tokens", "ctx_full"}) {
    EXPECT_EQ(read(content("a") + finish(word) + kDone).finish, Finish::length) << word;
  }
}

TEST(ChatStream, AnAnswerThatTheServerBrokeOffIsNoAnswer) {
  for (const std::string word : {"abort", "error", "cancelled", "content_filter", "timeout", "unexpected_error",
                                 "cancelled_by_user", "abort: out of memory"}) {
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

std::string finish_as(const std::string& json) {
  return R"(data: {"choices":[{"delta":{},"finish_reason":)" + json + "}]}\n\n";
}

TEST(ChatStream, AFinishReasonMayBeAnObject) {
  EXPECT_EQ(read(content("a") + finish_as(R"({"type":"stop","matched":2})") + kDone).finish, Finish::stop);
  EXPECT_EQ(read(content("a") + finish_as(R"({"type":"length","length":9})") + kDone).finish, Finish::length);
  EXPECT_EQ(read(content("a") + finish_as(R"({"type":"abort","message":"m"})") + kDone).finish, Finish::broken_stream);
}

TEST(ChatStream, OfSeveralFinishReasonsTheOneThatSaysMostCounts) {
  EXPECT_EQ(read(content("a") + finish("length") + finish("stop") + kDone).finish, Finish::length);
  EXPECT_EQ(read(content("a") + finish("abort") + finish("stop") + kDone).finish, Finish::broken_stream);
  EXPECT_EQ(read(content("a") + finish("thinking") + finish("stop") + kDone).finish, Finish::stop);
}

TEST(ChatStream, TheWordNullEndsNothing) {
  const std::string going_on = R"(data: {"choices":[{"delta":{"content":"a"},"finish_reason":"null"}]})";
  EXPECT_EQ(read(going_on + "\n\n" + finish("stop") + kDone).finish, Finish::stop);
  EXPECT_EQ(read(going_on + "\n\ndata: {\"choices\":[{\n\n" + finish("stop") + kDone).finish, Finish::broken_stream);
}

TEST(ChatStream, WithoutDoneTheFinishReasonMustBeTheLastWord) {
  EXPECT_EQ(read(content("a") + finish("stop") + content("b")).finish, Finish::broken_stream);
  EXPECT_EQ(read(content("a") + finish("stop") + content("b") + kDone).text, "ab");
}

TEST(ChatStream, WithoutFinishReasonTheStreamIsBroken) {
  const auto generation = read(content("half"));
  EXPECT_EQ(generation.finish, Finish::broken_stream);
  EXPECT_EQ(generation.fault, "the stream ended before the answer did");
  EXPECT_EQ(generation.text, "half");
}

TEST(ChatStream, AnOrderlyEndBehindTheFinishReasonNeedsNoDone) {
  const auto generation = read(content("a") + finish("stop") + counts(1, 8, ""), PromptCache::on);
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

}  // namespace
}  // namespace quantladder::llama
