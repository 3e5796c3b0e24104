// Whatever bytes a server streams: in any pieces they are the same events and the same answer, and none makes the
// reader fall over.
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "llama/chat_stream.h"
#include "llama/sse.h"
#include "promise.h"

namespace llama = quantladder::llama;

namespace {

std::vector<std::string> events_in(std::string_view bytes, std::size_t piece) {
  std::vector<std::string> events;
  llama::SseParser parser([&](const llama::SseEvent& event) {
    require(!event.data.empty(), "an event has data");
    events.push_back(std::string(event.name) + "\n" + std::string(event.data) + (event.bare ? "b" : ""));
  });
  for (std::size_t at = 0; at < bytes.size(); at += piece) parser.feed(bytes.substr(at, piece));
  parser.end();
  events.push_back(parser.stray_line() + "\n" + parser.spoilt_line());
  return events;
}

quantladder::core::Generation answer_in(std::string_view bytes, std::size_t piece) {
  quantladder::core::Generation generation;
  llama::ChatStream stream(generation, llama::PromptCache::off);
  for (std::size_t at = 0; at < bytes.size() && !stream.over(); at += piece) {
    if (!stream.feed(bytes.substr(at, piece), 1)) break;
  }
  stream.end();
  return generation;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const std::size_t piece = 1 + size % 7;
  require(events_in(bytes, size + 1) == events_in(bytes, piece), "pieces change no event");
  const auto whole = answer_in(bytes, size + 1);
  const auto pieces = answer_in(bytes, piece);
  require(whole.text == pieces.text && whole.reasoning == pieces.reasoning, "pieces change no text");
  require(whole.finish == pieces.finish, "pieces change no end");
  require(whole.arrivals_ms.size() == pieces.arrivals_ms.size(), "pieces change no count of arrivals");
  return 0;
}
