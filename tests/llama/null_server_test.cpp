#include "quantladder/llama/null_server.h"

#include <gmock/gmock.h>

#include "llama/null_answer.h"
#include "quantladder/llama/completer.h"

namespace quantladder::llama {
namespace {

using std::chrono::microseconds;
using std::chrono::milliseconds;
using ::testing::IsEmpty;
using ::testing::SizeIs;

NullScript brisk(bool in_step = true) {
  return {
      .first_token = milliseconds(5), .gap = milliseconds(2), .events = 20, .tokens_per_event = 4, .in_step = in_step};
}

std::vector<CompletionResult> complete_all(const NullServer& server, int streams) {
  const auto completer = make_completer();
  for (int i = 1; i <= streams; ++i) {
    const auto seed = static_cast<std::uint64_t>(i);
    completer->submit({.tag = seed,
                       .base_url = server.base_url(),
                       .body_json = make_chat_body({{core::Role::user, "Hi"}}, {}, seed),
                       .seed = seed,
                       .deadline = std::chrono::minutes(1)});
  }
  std::vector<CompletionResult> results;
  while (static_cast<int>(results.size()) < streams) {
    auto result = completer->next(std::chrono::minutes(1));
    if (!result) break;
    results.push_back(std::move(*result));
  }
  return results;
}

TEST(NullServer, AnAnswerIsWholeAndCountsItsTokens) {
  NullServer server(brisk());
  const auto results = complete_all(server, 1);
  ASSERT_THAT(results, SizeIs(1));
  const core::Generation& generation = results.front().generation;
  EXPECT_EQ(generation.finish, core::Finish::length) << generation.fault;
  EXPECT_EQ(generation.tokens(), 80);
  EXPECT_THAT(generation.arrivals_ms, SizeIs(20));
  EXPECT_THAT(generation.doubts, IsEmpty());
}

TEST(NullServer, ItKnowsWhenItWroteWhatTheClientRead) {
  for (const bool in_step : {true, false}) {
    NullServer server(brisk(in_step));
    const auto results = complete_all(server, 40);
    const auto streams = server.take_streams();
    ASSERT_THAT(results, SizeIs(40));
    ASSERT_THAT(streams, SizeIs(40));
    for (const CompletionResult& result : results) {
      const auto stream = std::find_if(streams.begin(), streams.end(),
                                       [&](const NullStream& one) { return one.seed == result.generation.seed; });
      ASSERT_NE(stream, streams.end());
      ASSERT_EQ(stream->written.size(), result.generation.arrivals_ms.size());
      for (std::size_t i = 0; i < stream->written.size(); ++i) {
        EXPECT_GE(stream->written[i], stream->planned[i]);
        const std::chrono::duration<double, std::milli> read(result.generation.arrivals_ms[i]);
        EXPECT_GE(result.started + std::chrono::duration_cast<std::chrono::nanoseconds>(read) + microseconds(1),
                  stream->written[i]);
      }
    }
  }
  EXPECT_THAT(NullServer(brisk()).take_streams(), IsEmpty());
}

TEST(NullServer, InStepAllStreamsHaveOneBeat) {
  NullServer server(brisk());
  complete_all(server, 5);
  const auto streams = server.take_streams();
  ASSERT_THAT(streams, SizeIs(5));
  for (const NullStream& stream : streams) {
    EXPECT_EQ((stream.planned.front() - streams.front().planned.front()) % milliseconds(2),
              std::chrono::nanoseconds(0));
  }
}

TEST(NullServer, AHiddenDelayIsInTheWritingAndNotInThePlan) {
  NullScript script = brisk();
  script.hidden_delay = milliseconds(30);
  NullServer server(script);
  complete_all(server, 2);
  const auto streams = server.take_streams();
  ASSERT_THAT(streams, SizeIs(2));
  for (const NullStream& stream : streams) EXPECT_GE(stream.written.front() - stream.planned.front(), milliseconds(30));
}

TEST(NullServer, ARequestIsCompleteWithItsBody) {
  const std::string headers = "POST /v1/chat/completions HTTP/1.1\r\ncontent-length: 12\r\n\r\n";
  EXPECT_EQ(parse_null_request(headers + "{\"seed\": 42").bytes, 0u);
  EXPECT_EQ(parse_null_request(headers + "{\"seed\": 42}").seed, 42u);
  EXPECT_TRUE(parse_null_request(headers + "{\"seed\": 42}").post);
  EXPECT_EQ(parse_null_request("GET /v1/models HTTP/1.1\r\n\r\n").bytes, 27u);
}

}  // namespace
}  // namespace quantladder::llama
