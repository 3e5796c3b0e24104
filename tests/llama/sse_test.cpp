#include "llama/sse.h"

#include <gmock/gmock.h>

#include <vector>

namespace quantladder::llama {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

std::vector<std::string> events_of(const std::vector<std::string>& chunks) {
  std::vector<std::string> events;
  SseParser parser([&](const SseEvent& event) { events.emplace_back(event.data); });
  for (const auto& chunk : chunks) parser.feed(chunk);
  return events;
}

TEST(Sse, SeveralEventsInOneChunk) { EXPECT_THAT(events_of({"data: a\n\ndata: b\n\n"}), ElementsAre("a", "b")); }

TEST(Sse, AnEventSplitAnywhereIsTheSameEvent) {
  const std::string stream = ": ping\r\n\r\ndata: {\"a\":\"h\xC3\xA9llo\"}\r\n\r\ndata: [DONE]\n\n";
  const auto whole = events_of({stream});
  ASSERT_THAT(whole, ElementsAre("{\"a\":\"h\xC3\xA9llo\"}", "[DONE]"));
  for (std::size_t at = 0; at <= stream.size(); ++at) {
    EXPECT_EQ(events_of({stream.substr(0, at), stream.substr(at)}), whole) << at;
  }
}

TEST(Sse, ByteByByteIsTheSameToo) {
  std::vector<std::string> bytes;
  for (const char c : std::string("data: a\r\n\r\ndata: b\r\rdata: c\n\n")) bytes.emplace_back(1, c);
  EXPECT_THAT(events_of(bytes), ElementsAre("a", "b", "c"));
}

TEST(Sse, CommentsAndOtherFieldsSayNothing) {
  EXPECT_THAT(events_of({":\n\n: keep-alive\n\nevent: x\nid: 7\nretry: 1\n\n"}), IsEmpty());
}

TEST(Sse, AnEventWithoutDataIsNone) {
  EXPECT_THAT(events_of({"data:\n\ndata: \n\ndata\n\ndata: a\n\n"}), ElementsAre("a"));
}

TEST(Sse, AnEventIsNamedByItsFieldAndByAFieldNamedError) {
  std::vector<std::string> names;
  SseParser parser([&](const SseEvent& event) { names.emplace_back(event.name); });
  parser.feed("event: ping\ndata: {}\n\ndata: {}\n\nerror: {}\n\n");
  EXPECT_THAT(names, ElementsAre("ping", "", "error"));
}

TEST(Sse, ALineThatIsAJsonObjectIsAnEventWithoutItsField) {
  EXPECT_THAT(events_of({"data: a\n\n{\"error\": \"b\"}\n[DONE]\n"}), ElementsAre("a", "{\"error\": \"b\"}", "[DONE]"));
}

TEST(Sse, AtTheEndOfTheBodyALastEventNeedsNoLineEnd) {
  std::vector<std::string> events;
  SseParser parser([&](const SseEvent& event) { events.emplace_back(event.data); });
  parser.feed("data: a\n\ndata: b");
  parser.end();
  EXPECT_THAT(events, ElementsAre("a", "b"));
}

TEST(Sse, AFieldNamedErrorIsDataOfOlderServers) {
  EXPECT_THAT(events_of({"error: {\"code\":500}\n\n"}), ElementsAre("{\"code\":500}"));
}

TEST(Sse, SeveralDataLinesAreJoined) { EXPECT_THAT(events_of({"data: a\ndata:b\ndata\n\n"}), ElementsAre("a\nb\n")); }

TEST(Sse, OnlyOneBlankAfterTheColonIsTaken) { EXPECT_THAT(events_of({"data:  a\n\n"}), ElementsAre(" a")); }

TEST(Sse, WithoutItsEmptyLineAnEventIsNotDone) { EXPECT_THAT(events_of({"data: a\n"}), IsEmpty()); }

TEST(Sse, ALineInPiecesIsTheSameLine) {
  EXPECT_THAT(events_of({"da", "ta: a", "\ndata: b\n", "\n"}), ElementsAre("a\nb"));
}

TEST(Sse, AnEventBeyondTheLimitIsNotToldOfEvenInOnePiece) {
  int events = 0;
  SseParser parser([&](const SseEvent&) { ++events; });
  EXPECT_FALSE(parser.feed("{" + std::string(SseParser::kMaxEventBytes, 'x') + "}\n"));
  EXPECT_EQ(events, 0);
}

TEST(Sse, AnEndlessEventIsGivenUp) {
  int events = 0;
  SseParser parser([&](const SseEvent&) { ++events; });
  const std::string block(1 << 20, 'x');
  bool going = parser.feed("data: ");
  for (int i = 0; i < 17 && going; ++i) going = parser.feed(block);
  EXPECT_FALSE(going);
  EXPECT_FALSE(parser.feed("\n\n"));
  EXPECT_EQ(events, 0);
}

}  // namespace
}  // namespace quantladder::llama
