#include "llama/usual_event.h"

#include <gmock/gmock.h>

#include <filesystem>
#include <random>

#include "quantladder/sys/files.h"
#include "stream_text.h"

namespace quantladder::llama {
namespace {

std::string around(const std::string& delta) {
  return R"({"choices":[{"finish_reason":null,"index":0,"delta":)" + delta +
         R"(}],"created":1780000000,"id":"chatcmpl-1","model":"m.gguf","system_fingerprint":"b1","object":"chat.completion.chunk"})";
}

std::optional<UsualEvent> usual(const std::string& data) {
  UsualEvent event;
  return read_usual_event(data, event) ? std::optional(event) : std::nullopt;
}

TEST(UsualEvent, TextIsReadUnderEitherName) {
  EXPECT_EQ(usual(around(R"({"content":"x = 1"})"))->text, "x = 1");
  EXPECT_FALSE(usual(around(R"({"content":"x"})"))->is_reasoning);
  EXPECT_TRUE(usual(around(R"({"reasoning_content":"x"})"))->is_reasoning);
  EXPECT_EQ(usual(around(R"({"content":""})"))->text, "");
  EXPECT_EQ(usual(around(R"({"role":"assistant","content":null})"))->text, "");
}

TEST(UsualEvent, SimpleEscapesAndUtf8AreRead) {
  EXPECT_EQ(usual(around(R"({"content":"a\n\t\"\\\/\b\f\rz"})"))->text, "a\n\t\"\\/\b\f\rz");
  EXPECT_EQ(usual(around("{\"content\":\"\u00e9\u4e16\U0001F30D\"}"))->text, "\u00e9\u4e16\U0001F30D");
}

TEST(UsualEvent, WhatIsNotExactlyUsualIsLeftToTheFullParser) {
  const std::string good = around(R"({"content":"x"})");
  ASSERT_TRUE(usual(good));
  const auto with = [&](const std::string& from, const std::string& to) {
    std::string changed = good;
    return changed.replace(changed.find(from), from.size(), to);
  };
  for (const std::string& other : {with("null", "\"stop\""),
                                   with("null", "\"\""),
                                   with("\"index\"", "\"logprobs\":null,\"index\""),
                                   with("\"index\":0", "\"index\":0,\"index\":1"),
                                   with("\"x\"", "null"),
                                   with("\"x\"", "[\"x\"]"),
                                   with("\"x\"", R"("\u00e9")"),
                                   with("\"x\"", "\"\xff\""),
                                   with("\"x\"", "\"\xed\xa0\x80\""),
                                   with("\"x\"", "\"\xc0\x80\""),
                                   with("\"x\"", "\"\t\""),
                                   with("\"x\"", R"("\x")"),
                                   with("{\"content\"", "{\"role\":\"assistant\",\"content\""),
                                   with("}]", "},{}]"),
                                   with("[{", "[ {"),
                                   with(".chunk", ""),
                                   with("1780000000", "01"),
                                   with("1780000000", "1e3"),
                                   with("\"created\"", "\"error\":{\"message\":\"no\"},\"created\""),
                                   good + "x",
                                   good.substr(0, good.size() - 1),
                                   std::string(R"({"object":"chat.completion.chunk"})"),
                                   std::string()}) {
    EXPECT_FALSE(usual(other)) << other;
  }
}

// A blank before an event's last brace changes no meaning, and makes the event an unusual one.
std::string for_the_full_parser(std::string stream) {
  for (const std::string end : {"}\n", "}\r\n"}) {
    for (std::size_t at = 0; (at = stream.find(end, at)) != std::string::npos; at += 2) stream.insert(at, " ");
  }
  return stream;
}

// All that is known of the answer, but for clocks. What faults and doubts quote of an event is quoted without that
// blank.
std::string told(const core::Generation& generation) {
  std::string all = std::string(core::to_id(generation.finish)) + "|" + generation.fault + "|" + generation.text + "|" +
                    generation.reasoning + "|" + std::to_string(generation.arrivals_ms.size()) + "|" +
                    std::to_string(generation.tokens().value_or(-1)) + "|" +
                    std::to_string(generation.first_content_ms.value_or(-1)) + "|" +
                    std::to_string(generation.first_reasoning_ms.value_or(-1));
  for (const auto& doubt : generation.doubts) all += "|" + doubt;
  for (std::size_t at = 0; (at = all.find(" }", at)) != std::string::npos;) all.erase(at, 1);
  return all;
}

std::string told_in_pieces(const std::string& stream, std::mt19937& random) {
  core::Generation generation;
  ChatStream chat(generation, PromptCache::off);
  std::uniform_int_distribution<std::size_t> size(1, 1 + random() % 300);
  for (std::size_t at = 0; at < stream.size() && !chat.over();) {
    const std::string piece = stream.substr(at, size(random));
    at += piece.size();
    if (!chat.feed(piece, 5)) break;
  }
  chat.end();
  return told(generation);
}

TEST(UsualEvent, CapturedStreamsMeanTheSameToBothReadersInAnyPieces) {
  std::mt19937 random(20260101);
  int streams = 0;
  for (const auto& entry : std::filesystem::directory_iterator(QUANTLADDER_SOURCE_DIR "/tests/llama/captured")) {
    if (entry.path().extension() != ".sse") continue;
    ++streams;
    const std::string stream = sys::read_file(entry.path());
    const std::string expected = told(read(for_the_full_parser(stream)));
    EXPECT_EQ(told(read(stream)), expected) << entry.path();
    for (int i = 0; i < 20; ++i) EXPECT_EQ(told_in_pieces(stream, random), expected) << entry.path();
    for (std::size_t cut = 0; cut < stream.size(); cut += 7) {
      EXPECT_EQ(told(read(stream.substr(0, cut))), told(read(for_the_full_parser(stream.substr(0, cut))))) << cut;
    }
  }
  EXPECT_GE(streams, 8);
}

std::string generated_text(std::mt19937& random) {
  static const std::vector<std::string> kParts{
      "a",      " word",      "\\n",  "\\t\\\"",  "\\\\", "\\u00e9", "\\ud83d\\ude00", "\\ud83d", "\u00e9",
      "\u4e16", "\U0001F30D", "\xff", "\xe4\xb8", "{",    "}",       "data: ",         ":"};
  std::string text;
  for (auto count = random() % 4; count > 0; --count) text += kParts[random() % kParts.size()];
  return text;
}

std::string generated_stream(std::mt19937& random) {
  std::string stream = random() % 2 == 0 ? kRole : ": ping\n\n";
  for (auto count = random() % 12; count > 0; --count) {
    switch (random() % 8) {
      case 0:
        stream += ":\n\n";
        break;
      case 1:
        stream += reasoning("reasoning_content", generated_text(random));
        break;
      case 2:
        stream += content(generated_text(random));
        break;
      default:
        stream += "data: " + around("{\"content\":\"" + generated_text(random) + "\"}") + "\n\n";
    }
  }
  if (random() % 4 != 0) stream += finish("stop") + counts(3, 8, kTimings);
  if (random() % 4 != 0) stream += kDone;
  if (random() % 3 != 0) return stream;
  std::string crlf;
  for (const char c : stream) crlf += c == '\n' ? "\r\n" : std::string(1, c);
  return crlf;
}

TEST(UsualEvent, GeneratedStreamsMeanTheSameToBothReadersInAnyPieces) {
  std::mt19937 random(20260102);
  for (int i = 0; i < 3000; ++i) {
    const std::string stream = generated_stream(random);
    const std::string expected = told(read(for_the_full_parser(stream)));
    ASSERT_EQ(told(read(stream)), expected) << stream;
    ASSERT_EQ(told_in_pieces(stream, random), expected) << stream;
  }
}

}  // namespace
}  // namespace quantladder::llama
