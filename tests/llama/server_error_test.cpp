#include "llama/server_error.h"

#include <gmock/gmock.h>

#include <nlohmann/json.hpp>

#include "stream_text.h"

namespace quantladder::llama {
namespace {

using core::Finish;
using core::Generation;
using ::testing::Contains;
using ::testing::HasSubstr;

TEST(ChatStream, AnErrorEventIsAnHttpError) {
  const auto generation =
      read(content("a") +
           "data: {\"error\":{\"code\":500,\"message\":\"Context size\\nexceeded.\",\"type\":\"server_error\"}}\n\n");
  EXPECT_EQ(generation.finish, Finish::http_error);
  EXPECT_EQ(generation.fault, "error in the stream: Context size exceeded. [server_error]");
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
      {R"(data: {"error":true,"message":"overloaded"})", "overloaded"},
      {R"(data: {"status":404,"error":"Not Found","message":"no such route"})", "Not Found: no such route"},
      {R"(data: {"error":{"message":"","code":"overloaded"}})", "overloaded"},
      {R"(data: {"message":"no route","request_id":"abc"})", "no route"},
      {R"(data: {"success":false,"message":"no credit"})", "no credit"},
      {R"(data: {"error_code":"X1","error_msg":"no credit"})", "no credit"},
      {R"(data: {"fault":{"faultstring":"Invalid key","detail":{"errorcode":"x"}}})", "Invalid key"},
      {R"({"error":{"message":"bare"}})", "bare"},
      {R"(data: {"choices":[{"delta":{},"finish_reason":"error","error":{"message":"upstream"}}]})", "upstream"}};
  for (const auto& [event, message] : said) {
    const auto generation = read(event + "\n\n");
    EXPECT_EQ(generation.finish, Finish::http_error) << event;
    EXPECT_EQ(generation.fault, "error in the stream: " + message);
  }
}

TEST(ChatStream, AMessageIsAnErrorOnlyWhereNoAnswerFollows) {
  for (const std::string event :
       {R"({"message":"warming up"})", R"({"detail":"queued"})", R"({"code":200,"message":"ok"})"}) {
    const auto generation = read("data: " + event + "\n\n" + content("a") + finish("stop") + kDone);
    EXPECT_EQ(generation.finish, Finish::stop) << event;
    EXPECT_EQ(read("data: " + event + "\n\n" + kDone).finish, Finish::http_error) << event;
    EXPECT_EQ(read("data: " + event + "\n\n" + content("a")).finish, Finish::broken_stream) << event;
  }
}

TEST(ChatStream, AnErrorThatIsNoneIsNone) {
  const std::string with_null = R"(data: {"error":null,"choices":[{"delta":{"content":"a"}}]})";
  const std::string with_false = R"(data: {"error":false,"choices":[{"delta":{"content":"b"}}]})";
  const std::string silent = R"(data: {"error":{"code":0,"message":"","param":null},"choices":[{"delta":{}}]})";
  EXPECT_EQ(read(silent + "\n\n" + content("a") + finish("stop") + kDone).finish, Finish::stop);
  EXPECT_EQ(read(with_null + "\n\n" + with_false + "\n\n" + finish("stop") + kDone).text, "ab");
}

TEST(ChatStream, NestingWithoutEndCostsAnErrorNotTheProgram) {
  const std::string deep = std::string(300'000, '[') + std::string(300'000, ']');
  for (const std::string& event :
       {R"({"error":)" + deep + "}", R"({"x":)" + deep + "}",
        R"({"choices":[{"delta":{"tool_calls":)" + deep + R"(},"finish_reason":"stop"}]})"}) {
    const auto generation = read("data: " + event + "\n\n" + kDone);
    EXPECT_EQ(generation.finish, Finish::broken_stream);
    EXPECT_LT(generation.fault.size(), 200u);
  }
  EXPECT_LT(describe_error_body(500, R"({"error":)" + deep + "}").size(), 300u);
}

Generation read_body(const std::string& body, const std::string& kind) {
  Generation generation;
  ChatStream chat(generation, PromptCache::on);
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

TEST(OtherBody, JsonThatIsNoAnswerIsShownWithItsType) {
  EXPECT_EQ(read_body("{\"response\":\"x\"}\n", "application/x-ndjson").fault,
            "the stream ended before the answer did; not understood (application/x-ndjson): {\"response\":\"x\"}");
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

TEST(ErrorBody, SpeaksForItselfInAnyShape) {
  EXPECT_EQ(describe_error_body(400, R"({"error":{"message":"too long","type":"exceed_context_size_error"}})"),
            "HTTP 400: too long [exceed_context_size_error]");
  EXPECT_EQ(describe_error_body(404, R"({"error":"model not found"})"), "HTTP 404: model not found");
  EXPECT_EQ(describe_error_body(502, "<html>\n<b>Bad</b>"), "HTTP 502: <html> <b>Bad</b>");
  EXPECT_EQ(describe_error_body(500, ""), "HTTP 500");
}

}  // namespace
}  // namespace quantladder::llama
