// The meaning of a streamed chat completion: events in, a Generation's text, clocks, counts and doubts out.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "llama/sse.h"
#include "quantladder/core/generation.h"

namespace quantladder::llama {

enum class PromptCache { off, unknown };  // off: the request said cache_prompt false

class ChatStream {
 public:
  ChatStream(core::Generation& into, PromptCache cache);
  ChatStream(const ChatStream&) = delete;
  ChatStream& operator=(const ChatStream&) = delete;

  // Bytes of the body that arrived `at_ms` after the request was sent. False: the stream is beyond repair, stop
  // reading.
  bool feed(std::string_view bytes, double at_ms);

  // The server closed the stream in an orderly way: sets finish and fault, and adds the doubts.
  void end();

  // [DONE]: what happens to the connection afterwards is of no interest.
  bool over() const { return done_; }
  bool complete() const { return done_ && !finish_reason_.empty(); }
  std::size_t events() const { return events_; }  // so far; comments (pings) are none
  bool failed() const { return !error_.empty() || !broken_.empty(); }

 private:
  void on_event(std::string_view data);
  void end_by_reason();
  void add_doubts();

  core::Generation& generation_;
  PromptCache cache_;
  SseParser parser_;
  double now_ms_ = 0;
  std::size_t events_ = 0;
  std::string finish_reason_;
  std::string error_;   // an error event
  std::string broken_;  // what could not be understood
  bool done_ = false;
};

// "HTTP 400: request (9017 tokens) exceeds the available context size [exceed_context_size_error]": one line, from
// JSON error bodies of any shape, or the start of any other text.
std::string describe_error_body(int status, const std::string& body);

}  // namespace quantladder::llama
