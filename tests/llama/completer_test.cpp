#include "quantladder/llama/completer.h"

#include <gmock/gmock.h>

#include <cstdlib>
#include <nlohmann/json.hpp>
#include <set>

#include "quantladder/sys/files.h"
#include "support/complete_one.h"
#include "support/eventually.h"
#include "support/fake_server.h"

namespace quantladder::llama {
namespace {

using core::Finish;
using std::chrono::milliseconds;
using std::chrono::seconds;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr seconds kLong{60};

CompletionRequest request_to(const std::string& base_url, const std::string& prompt = "Hi", int max_tokens = 100) {
  core::RequestSettings settings;
  settings.max_tokens = max_tokens;
  return {.base_url = base_url,
          .body_json = make_chat_body({{core::Role::user, prompt}}, settings, 7),
          .seed = 7,
          .deadline = kLong};
}

core::Generation complete(const CompletionRequest& request) {
  return complete_one(*make_completer(), request).generation;
}

TEST(Completer, BringsTheWholeAnswerWithItsCounts) {
  const test::FakeServer server(R"({"reply": {"text": "def f():\n    return 1\n"}})");
  const auto generation = complete(request_to(server.base_url()));
  EXPECT_EQ(generation.finish, Finish::stop) << generation.fault;
  EXPECT_EQ(generation.http_status, 200);
  EXPECT_EQ(generation.text, "def f():\n    return 1\n");
  EXPECT_EQ(generation.tokens(), 6);           // four words, the last line end, the end token
  EXPECT_EQ(generation.tokens_per_s(), 2000);  // 0.5 ms a token, by the server's clock
  EXPECT_EQ(generation.seed, 7U);
  EXPECT_EQ(generation.in_flight, 1);
  EXPECT_THAT(generation.doubts, IsEmpty());
}

TEST(Completer, SendsExactlyTheBodyItWasGiven) {
  const test::FakeServer server;
  const auto request = request_to(server.base_url());
  complete(request);
  ASSERT_THAT(server.requests(), SizeIs(1));
  EXPECT_EQ(nlohmann::json::parse(server.requests()[0])["body"], nlohmann::json::parse(request.body_json));
}

TEST(Completer, TheClocksFollowTheStream) {
  const test::FakeServer server(
      R"({"reply": {"reasoning": "think think", "text": "a b c", "queue_ms": 30, "first_token_ms": 30, "ms_per_token": 20}})");
  const auto generation = complete(request_to(server.base_url()));
  ASSERT_EQ(generation.finish, Finish::stop) << generation.fault;
  EXPECT_EQ(generation.reasoning, "think think");
  EXPECT_GE(*generation.first_byte_ms, 29);       // queued
  EXPECT_GE(*generation.first_reasoning_ms, 59);  // and the prompt read
  EXPECT_GE(*generation.first_content_ms, 99);    // and two tokens of reasoning
  EXPECT_THAT(generation.arrivals_ms, SizeIs(5));
  EXPECT_TRUE(std::is_sorted(generation.arrivals_ms.begin(), generation.arrivals_ms.end()));
  EXPECT_GE(generation.total_ms, generation.arrivals_ms.back());
}

TEST(Completer, HashesTextAndReasoningApart) {
  const test::FakeServer server(R"({"reply": {"reasoning": "ab", "text": "c"}})");
  EXPECT_EQ(complete(request_to(server.base_url())).text_sha256, sys::sha256_hex(std::string("c\0ab", 4)));
}

TEST(Completer, OddChunkingChangesNothing) {
  const test::FakeServer server(
      R"({"reply": {"text": "h\u00e9llo \u4e16\u754c \ud83c\udf0d fin", "split_bytes": 3, "crlf": true, "comments": true, "events_per_chunk": 2}})");
  const auto generation = complete(request_to(server.base_url()));
  EXPECT_EQ(generation.text, "h\xC3\xA9llo \xE4\xB8\x96\xE7\x95\x8C \xF0\x9F\x8C\x8D fin");
  EXPECT_EQ(generation.finish, Finish::stop) << generation.fault;
}

TEST(Completer, TheTokenLimitIsLength) {
  const test::FakeServer server(R"({"reply": {"text": "a b c d e f"}})");
  const auto generation = complete(request_to(server.base_url(), "Hi", 3));
  EXPECT_EQ(generation.finish, Finish::length);
  EXPECT_EQ(generation.text, "a b c");
  EXPECT_EQ(generation.tokens(), 3);
}

TEST(Completer, ServersWithoutTimingsWork) {
  const test::FakeServer server(
      R"({"reply": {"text": "a b c", "reasoning": "r", "reasoning_field": "reasoning", "timings": false, "ms_per_token": 5}})");
  const auto generation = complete(request_to(server.base_url() + "/v1/"));
  EXPECT_EQ(generation.finish, Finish::stop) << generation.fault;
  EXPECT_EQ(generation.timings, std::nullopt);
  EXPECT_EQ(generation.reasoning, "r");
  EXPECT_EQ(generation.tokens(), 5);
  EXPECT_GT(generation.tokens_per_s(), 0);
}

TEST(Completer, AProbeGetsExactlyItsLength) {
  const test::FakeServer server;
  auto request = request_to(server.base_url());
  request.body_json = make_probe_body(32, 5);
  const auto generation = complete(request);
  EXPECT_EQ(generation.finish, Finish::length);
  EXPECT_EQ(generation.tokens(), 32);
}

TEST(Completer, AnAnswerEndsWithItsLastEventAndNotWithItsConnection) {
  const test::FakeServer server(R"({"reply": {"text": "a b c", "linger_ms": 3600000}})");
  const auto result = complete_one(*make_completer(), request_to(server.base_url()));
  EXPECT_EQ(result.generation.finish, Finish::stop) << result.generation.fault;
  EXPECT_LT(result.generation.total_ms, milliseconds(kLong).count());
  EXPECT_LT(result.ended - result.started, kLong);
}

TEST(Completer, TheNextRequestIsServedWhileTheLastConnectionStaysOpen) {
  const test::FakeServer server(R"({"reply": {"text": "a b c", "linger_ms": 3600000}})");
  const auto completer = make_completer();
  for (int i = 0; i < 3; ++i) {
    const auto generation = complete_one(*completer, request_to(server.base_url())).generation;
    EXPECT_LT(generation.total_ms, milliseconds(kLong).count());
  }
}

TEST(Completer, SixtyFourStreamsAtOnceKeepTheirTextsApart) {
  const test::FakeServer server(R"({"reply": {"echo": true, "queue_ms": 2000, "ms_per_token": 3}})",
                                {"-np", "64", "-c", "262144"});
  const auto prompt_of = [](std::uint64_t i) {
    std::string prompt = "stream";
    for (int word = 0; word < 40; ++word) prompt += " " + std::to_string(i * 1000 + word);
    return prompt;
  };
  const auto completer = make_completer();
  for (std::uint64_t i = 0; i < 64; ++i) {
    auto request = request_to(server.base_url(), prompt_of(i));
    request.tag = i;
    completer->submit(request);
  }
  std::set<std::uint64_t> seen;
  int most_in_flight = 0;
  while (seen.size() < 64) {
    const auto result = completer->next(kLong);
    ASSERT_TRUE(result);
    EXPECT_TRUE(seen.insert(result->tag).second);
    EXPECT_EQ(result->generation.finish, Finish::stop) << result->generation.fault;
    EXPECT_EQ(result->generation.text, prompt_of(result->tag));
    most_in_flight = std::max(most_in_flight, result->generation.in_flight);
  }
  EXPECT_EQ(most_in_flight, 64);
}

TEST(Completer, TheMeanInFlightTellsHowLongARequestHadCompany) {
  const test::FakeServer server(R"({"rules": [{"match": {"prompt": "slow"}, "reply": {"queue_ms": 600}}]})",
                                {"-np", "2"});
  const auto completer = make_completer();
  auto slow = request_to(server.base_url(), "slow");
  completer->submit(slow);
  completer->submit(request_to(server.base_url(), "quick"));
  const auto quick_result = completer->next(kLong);
  const auto slow_result = completer->next(kLong);
  ASSERT_TRUE(quick_result && slow_result);
  EXPECT_EQ(slow_result->generation.in_flight, 2);
  EXPECT_GT(slow_result->generation.mean_in_flight.value(), 1.0);  // it had company, and then it had none
  EXPECT_LT(slow_result->generation.mean_in_flight.value(), 2.0);
}

TEST(Completer, ARequestAloneHasAMeanOfOneInFlight) {
  const test::FakeServer server;
  const auto completer = make_completer();
  EXPECT_NEAR(complete_one(*completer, request_to(server.base_url(), "hello")).generation.mean_in_flight.value(), 1,
              1e-9);
}

TEST(Completer, ResultsComeInTheOrderOfCompletion) {
  const test::FakeServer server(R"({"rules": [{"match": {"prompt": "slow"}, "reply": {"queue_ms": 5000}}]})");
  const auto completer = make_completer();
  auto slow = request_to(server.base_url(), "slow");
  slow.tag = 1;
  completer->submit(slow);
  auto quick = request_to(server.base_url(), "quick");
  quick.tag = 2;
  completer->submit(quick);
  EXPECT_EQ(completer->next(kLong)->tag, 2U);
  EXPECT_EQ(completer->next(kLong)->tag, 1U);
}

TEST(Completer, NextGivesUpAfterItsTimeout) { EXPECT_EQ(make_completer()->next(milliseconds(1)), std::nullopt); }

TEST(Completer, CancelledRequestsEndAsCancelledAndLeaveNoConnection) {
  const test::FakeServer server(R"({"reply": {"text": "a b c", "stall_after": 1}})");
  const auto completer = make_completer();
  for (int i = 0; i < 3; ++i) completer->submit(request_to(server.base_url()));
  completer->cancel_all();
  for (int i = 0; i < 3; ++i) {
    const auto result = completer->next(milliseconds(0));  // they are there when cancel_all returns
    ASSERT_TRUE(result);
    EXPECT_EQ(result->generation.finish, Finish::cancelled);
  }
}

TEST(Completer, WorksOnAfterACancel) {
  const test::FakeServer server(R"({"rules": [{"match": {"nth": 1}, "reply": {"stall_after": 0}}]})");
  const auto completer = make_completer();
  completer->submit(request_to(server.base_url()));
  ASSERT_TRUE(test::eventually([&] { return !server.requests().empty(); }));
  completer->cancel_all();
  EXPECT_EQ(completer->next(kLong)->generation.finish, Finish::cancelled);
  EXPECT_EQ(complete_one(*completer, request_to(server.base_url())).generation.finish, Finish::stop);
}

CompletionRequest request_due_in(std::chrono::milliseconds span, const std::string& base_url) {
  auto request = request_to(base_url);
  request.due = std::chrono::steady_clock::now() + span;
  return request;
}

TEST(Completer, ARequestIsNotSentBeforeItIsDue) {
  const test::FakeServer server;
  const auto request = request_due_in(milliseconds(300), server.base_url());
  const auto result = complete_one(*make_completer(), request);
  EXPECT_EQ(result.generation.finish, Finish::stop) << result.generation.fault;
  EXPECT_GE(result.started, *request.due);
  const std::chrono::duration<double, std::milli> late = result.started - *request.due;
  EXPECT_EQ(result.generation.late_ms, late.count());
}

TEST(Completer, ALateRequestIsSentAtOnceAndSaysHowLateItWas) {
  const test::FakeServer server;
  EXPECT_GE(complete(request_due_in(milliseconds(-5000), server.base_url())).late_ms.value(), 5000);
  EXPECT_EQ(complete(request_to(server.base_url())).late_ms, std::nullopt);
}

TEST(Completer, WhatIsNotDueYetHoldsUpNothingAndIsNotInFlight) {
  const test::FakeServer server;
  const auto completer = make_completer();
  completer->submit(request_due_in(std::chrono::hours(1), server.base_url()));
  auto request = request_due_in(milliseconds(100), server.base_url());
  for (const std::uint64_t tag : {1, 2}) {
    request.tag = tag;
    const auto result = complete_one(*completer, request);
    EXPECT_EQ(result.tag, tag);
    EXPECT_EQ(result.generation.in_flight, 1);
    EXPECT_THAT(server.requests(), SizeIs(tag));
    request.due.reset();
  }
}

TEST(Completer, LimitsRunFromTheDueTime) {
  const test::FakeServer server(R"({"reply": {"stall_after": 0}})");
  auto request = request_due_in(milliseconds(300), server.base_url());
  request.deadline = milliseconds(200);
  const auto result = complete_one(*make_completer(), request);
  EXPECT_EQ(result.generation.finish, Finish::deadline);
  EXPECT_GE(result.ended, *request.due + request.deadline);
}

TEST(Completer, WhatIsNotDueYetIsCancelledUnsent) {
  const test::FakeServer server;
  const auto completer = make_completer();
  auto request = request_due_in(std::chrono::hours(1), server.base_url());
  request.tag = 3;
  completer->submit(request);
  completer->cancel_all();
  const auto result = completer->next(milliseconds(0));
  ASSERT_TRUE(result);
  EXPECT_EQ(result->tag, 3U);
  EXPECT_EQ(result->generation.finish, Finish::cancelled);
  EXPECT_EQ(result->generation.started_at, "");
  EXPECT_EQ(result->started, std::chrono::steady_clock::time_point()) << "it never was";
  completer->cancel_all();
  EXPECT_EQ(completer->next(milliseconds(0)), std::nullopt) << "it is cancelled once";
  EXPECT_THAT(server.requests(), IsEmpty());
}

TEST(Completer, CanBeDestroyedWithRequestsInFlight) {
  const test::FakeServer server(R"({"reply": {"stall_after": 0}})");
  const auto completer = make_completer();
  completer->submit(request_to(server.base_url()));
  completer->submit(request_due_in(std::chrono::hours(1), server.base_url()));
  ASSERT_TRUE(test::eventually([&] { return !server.requests().empty(); }));
}

TEST(Completer, ProxiesOfTheEnvironmentAreNotUsed) {
  const test::FakeServer server;
  ::setenv("http_proxy", "http://127.0.0.1:1", 1);
  ::setenv("all_proxy", "http://127.0.0.1:1", 1);
  const auto generation = complete(request_to(server.base_url()));
  ::unsetenv("http_proxy");
  ::unsetenv("all_proxy");
  EXPECT_EQ(generation.finish, Finish::stop) << generation.fault;
}

TEST(Completer, SendsTheApiKey) {
  const test::FakeServer server(R"({"api_key": "secret"})");
  auto request = request_to(server.base_url());
  EXPECT_THAT(complete(request).fault, HasSubstr("HTTP 401: Invalid API Key"));
  request.api_key = "secret";
  EXPECT_EQ(complete(request).finish, Finish::stop);
}

}  // namespace
}  // namespace quantladder::llama
