// Each fault of a server or a network ends as what it was, and never as an answer.
#include <arpa/inet.h>
#include <gmock/gmock.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include "quantladder/llama/completer.h"
#include "support/complete_one.h"
#include "support/fake_server.h"

namespace quantladder::llama {
namespace {

using core::Finish;
using std::chrono::milliseconds;
using std::chrono::seconds;
using ::testing::AnyOf;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

CompletionRequest faulty_request_to(const std::string& base_url, const std::string& prompt = "Hi") {
  core::RequestSettings settings;
  settings.max_tokens = 100;
  return {.base_url = base_url,
          .body_json = make_chat_body({{core::Role::user, prompt}}, settings, 7),
          .deadline = seconds(60)};
}

core::Generation complete(const std::string& scenario_reply, milliseconds deadline = seconds(60),
                          milliseconds stall = milliseconds(0)) {
  const test::FakeServer server(R"({"reply": )" + scenario_reply + "}");
  auto request = faulty_request_to(server.base_url());
  request.deadline = deadline;
  request.stall = stall;
  return complete_one(*make_completer(), request).generation;
}

TEST(CompleterFaults, ADroppedStreamIsBroken) {
  const auto generation = complete(R"({"text": "a b c", "drop_after": 2})");
  EXPECT_EQ(generation.finish, Finish::broken_stream);
  EXPECT_EQ(generation.text, "a b");
  EXPECT_THAT(generation.fault, HasSubstr("ended before the answer did"));
}

TEST(CompleterFaults, AResetConnectionIsALostServer) {
  EXPECT_EQ(complete(R"({"text": "a b c", "reset_after": 2})").finish, Finish::lost_server);
}

TEST(CompleterFaults, AServerKilledMidStreamIsLostOrItsStreamBroken) {
  const auto generation = complete(R"({"text": "a b c", "die_after": 2})");
  EXPECT_THAT(generation.finish, AnyOf(Finish::broken_stream, Finish::lost_server));
  EXPECT_EQ(generation.text, "a b");
}

TEST(CompleterFaults, AServerThatDiesBeforeItAnswersIsLost) {
  const auto generation = complete(R"({"die_before_reply": true})");
  EXPECT_EQ(generation.finish, Finish::lost_server);
  EXPECT_EQ(generation.http_status, 0);
  EXPECT_THAT(generation.fault, HasSubstr("no answer"));
}

TEST(CompleterFaults, ARefusedConnectionIsALostServer) {
  const auto generation = complete_one(*make_completer(), faulty_request_to("http://127.0.0.1:1")).generation;
  EXPECT_EQ(generation.finish, Finish::lost_server);
  EXPECT_EQ(generation.first_byte_ms, std::nullopt);
}

TEST(CompleterFaults, AUrlThatIsNoneIsAFaultToo) {
  EXPECT_EQ(complete_one(*make_completer(), faulty_request_to("nonsense://x")).generation.finish,
            Finish::broken_stream);
}

TEST(CompleterFaults, SilenceIsAStall) {
  const auto generation = complete(R"({"text": "a b c", "stall_after": 2})", seconds(60), seconds(2));
  EXPECT_EQ(generation.finish, Finish::stall);
  EXPECT_EQ(generation.fault, "no byte from the server for 2.0 s");
  EXPECT_EQ(generation.text, "a b");
}

TEST(CompleterFaults, PingsAfterTheFirstTokenAreAStall) {
  const test::FakeServer server(R"({"reply": {"text": "a b c", "stall_after": 2, "ping_ms": 20}})");
  auto request = faulty_request_to(server.base_url());
  request.token_gap = milliseconds(300);
  const auto generation = complete_one(*make_completer(), request).generation;
  EXPECT_EQ(generation.finish, Finish::stall);
  EXPECT_EQ(generation.fault, "no token from the server for 0.3 s, though its connection lived");
}

TEST(CompleterFaults, PingsBeforeTheFirstTokenMeetOnlyTheDeadline) {
  const test::FakeServer server(R"({"reply": {"text": "a b c", "stall_after": 0, "ping_ms": 20}})");
  auto request = faulty_request_to(server.base_url());
  request.token_gap = milliseconds(50);
  request.deadline = milliseconds(600);
  EXPECT_EQ(complete_one(*make_completer(), request).generation.finish, Finish::deadline);
}

TEST(CompleterFaults, SilenceAfterTheFirstTokenIsSilence) {
  const test::FakeServer server(R"({"reply": {"text": "a b c", "stall_after": 2}})");
  auto request = faulty_request_to(server.base_url());
  request.stall = seconds(2);
  request.token_gap = seconds(30);
  const auto generation = complete_one(*make_completer(), request).generation;
  EXPECT_EQ(generation.text, "a b");
  EXPECT_EQ(generation.fault, "no byte from the server for 2.0 s");
}

TEST(CompleterFaults, ASlowStreamIsNoStall) {
  std::string text = "{\"ms_per_token\": 150, \"text\": \"";
  for (int i = 0; i < 30; ++i) text += "word ";
  const auto generation = complete(text + "\"}", seconds(60), seconds(4));
  EXPECT_EQ(generation.finish, Finish::stop) << generation.fault;
  EXPECT_GT(generation.total_ms, 4000);  // longer than the limit as a whole
}

TEST(CompleterFaults, TheDeadlineEndsAStreamThatGoesOn) {
  const auto generation = complete(R"({"text": "a b c d e f g h i j", "ms_per_token": 600})", milliseconds(500));
  EXPECT_EQ(generation.finish, Finish::deadline);
  EXPECT_EQ(generation.fault, "not finished after 0.5 s");
  EXPECT_LT(generation.arrivals_ms.size(), 10U);
}

TEST(CompleterFaults, AServerThatNeverAcceptsMeetsTheDeadline) {
  const int listener = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const sys::Fd closes_it(listener);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof(address);
  ASSERT_EQ(::bind(listener, reinterpret_cast<sockaddr*>(&address), size), 0);
  ASSERT_EQ(::getsockname(listener, reinterpret_cast<sockaddr*>(&address), &size), 0);
  ASSERT_EQ(::listen(listener, 8), 0);  // the kernel completes the connection; nobody answers
  auto request = faulty_request_to("http://127.0.0.1:" + std::to_string(ntohs(address.sin_port)));
  request.deadline = milliseconds(150);
  EXPECT_EQ(complete_one(*make_completer(), request).generation.finish, Finish::deadline);
}

TEST(CompleterFaults, AnErrorStatusKeepsTheServersReason) {
  const auto generation = complete(R"({"status": 500, "error": "the model went away"})");
  EXPECT_EQ(generation.finish, Finish::http_error);
  EXPECT_EQ(generation.http_status, 500);
  EXPECT_EQ(generation.fault, "HTTP 500: the model went away [server_error]");
  EXPECT_EQ(generation.text, "");
}

std::optional<seconds> wait_asked_for(const std::string& retry_after) {
  const test::FakeServer server(R"({"reply": {"status": 429, "retry_after": ")" + retry_after + "\"}}");
  return complete_one(*make_completer(), faulty_request_to(server.base_url())).retry_after;
}

TEST(CompleterFaults, RetryAfterIsReadAsSecondsOrAsADate) {
  EXPECT_EQ(wait_asked_for("7"), seconds(7));
  EXPECT_GT(wait_asked_for("Thu, 31 Dec 2099 23:59:59 GMT"), seconds(3600));
  EXPECT_EQ(wait_asked_for("Sat, 01 Jan 2000 00:00:00 GMT"), std::nullopt) << "it is over";
  EXPECT_EQ(wait_asked_for("soon"), std::nullopt);
}

TEST(CompleterFaults, ACertificateThatNobodyTrustsIsNamed) {
  const test::FakeServer server(R"({"tls": true})");
  const auto generation = complete_one(*make_completer(), faulty_request_to(server.base_url())).generation;
  EXPECT_EQ(generation.finish, Finish::broken_stream);
  EXPECT_THAT(generation.fault, HasSubstr("certificate"));
}

TEST(CompleterFaults, APromptBeyondTheContextIsAnHttpError) {
  const test::FakeServer server("{}", {"-c", "64"});
  const auto request = faulty_request_to(server.base_url(), std::string(1000, 'x'));
  const auto generation = complete_one(*make_completer(), request).generation;
  EXPECT_EQ(generation.finish, Finish::http_error);
  EXPECT_THAT(generation.fault, HasSubstr("exceeds the available context size (64 tokens)"));
}

TEST(CompleterFaults, AServerStillLoadingIsAnHttpError) {
  const test::FakeServer server(R"({"load_ms": 60000})");
  const auto generation = complete_one(*make_completer(), faulty_request_to(server.base_url())).generation;
  EXPECT_EQ(generation.fault, "HTTP 503: Loading model [unavailable_error]");
}

TEST(CompleterFaults, AnErrorInsideTheStreamIsAnHttpError) {
  const auto generation = complete(R"({"text": "a b c", "error_after": 1})");
  EXPECT_EQ(generation.finish, Finish::http_error);
  EXPECT_EQ(generation.fault, "error in the stream: Context size has been exceeded. [server_error]");
  EXPECT_EQ(generation.text, "a");
}

TEST(CompleterFaults, AStreamThatEndsInOrderBehindItsFinishReasonIsComplete) {
  const auto generation = complete(R"({"done": false})");
  EXPECT_EQ(generation.finish, Finish::stop);
  EXPECT_THAT(generation.doubts, ElementsAre("the stream ended without [DONE]"));
}

TEST(CompleterFaults, AConnectionLeftOpenBehindTheFinishReasonCostsNoAnswer) {
  const auto generation =
      complete(R"({"text": "a", "done": false, "linger_ms": 3600000})", seconds(60), milliseconds(1000));
  EXPECT_EQ(generation.finish, Finish::stop);
  EXPECT_EQ(generation.text, "a");
  EXPECT_THAT(generation.doubts, Contains("the server left the connection open behind the answer"));
}

TEST(CompleterFaults, APageInsteadOfAStreamIsShownWithItsType) {
  const auto generation = complete(R"({"body": "<html>Sign in</html>"})");
  EXPECT_EQ(generation.finish, Finish::not_understood);
  EXPECT_EQ(generation.fault, "no event stream came, but text/html: <html>Sign in</html>");
}

TEST(CompleterFaults, AnErrorWithStatus200SaysItsMessage) {
  const auto generation =
      complete(R"({"body": "{\"error\":\"Unexpected endpoint\"}", "content_type": "application/json"})");
  EXPECT_EQ(generation.finish, Finish::http_error);
  EXPECT_EQ(generation.fault, "no stream but an error (application/json): Unexpected endpoint");
}

TEST(CompleterFaults, AnAnswerInOnePieceIsReadWithoutATimeToItsFirstToken) {
  const auto generation = complete(R"({"text": "x = 1", "stream": false})");
  EXPECT_EQ(generation.finish, Finish::stop);
  EXPECT_EQ(generation.text, "x = 1");
  EXPECT_EQ(generation.time_to_first_token_ms(), std::nullopt);
}

TEST(CompleterFaults, AStreamThatIsDoneWithoutAFinishIsBrokenAtOnce) {
  const auto generation = complete(R"({"text": "a", "finish": null, "linger_ms": 3600000})");
  EXPECT_EQ(generation.finish, Finish::broken_stream);
  EXPECT_EQ(generation.fault, "the stream ended with [DONE] but without a finish_reason");
}

TEST(CompleterFaults, CountsThatDisagreeAreDoubted) {
  EXPECT_THAT(complete(R"({"text": "a", "timings": {"predicted_n": 99}})").doubts,
              ElementsAre("usage.completion_tokens 2 != timings.predicted_n 99"));
}

TEST(CompleterFaults, ACacheInUseIsDoubted) {
  EXPECT_THAT(complete(R"({"cache_n": 3})").doubts, ElementsAre(HasSubstr("3 prompt tokens came from a cache")));
}

TEST(CompleterFaults, MissingUsageIsDoubted) {
  EXPECT_THAT(complete(R"({"usage": false})").doubts, ElementsAre("the server reported no usage"));
}

}  // namespace
}  // namespace quantladder::llama
