// The meaning of a streamed chat completion: events in, a Generation's text, clocks, counts and doubts out.
#pragma once

#include <cstddef>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>

#include "llama/choice_text.h"
#include "llama/finish_reason.h"
#include "llama/loading_notice.h"
#include "llama/reply_figures.h"
#include "llama/sse.h"
#include "llama/usual_event.h"
#include "quantladder/core/generation.h"
#include "quantladder/llama/completer.h"

namespace quantladder::llama {

class ChatStream {
 public:
  ChatStream(core::Generation& into, PromptCache cache);
  ChatStream(const ChatStream&) = delete;
  ChatStream& operator=(const ChatStream&) = delete;

  // Bytes of the body that arrived `at_ms` after the request was sent. False: the stream is beyond repair, stop
  // reading.
  bool feed(std::string_view bytes, double at_ms);

  enum class Closing { in_order, cut };
  // The stream is over: sets finish and fault, and adds the doubts. `kind` says what the headers called the body
  // ("text/html"), for a body that holds no event.
  void end(Closing closing = Closing::in_order, const std::string& kind = {});

  // [DONE]: what happens to the connection afterwards is of no interest.
  bool over() const { return done_; }
  bool has_finish_reason() const { return end_ != End::unknown; }
  std::size_t events() const { return events_; }  // so far; comments (pings) are none
  bool failed() const { return !error_.empty() || !broken_.empty(); }

 private:
  void on_event(const SseEvent& event);
  void read_data(const SseEvent& event);
  void read_usual();
  void read_lines(std::string_view lines);
  void read_json(const nlohmann::json& json, bool bare);
  void read_choice(const nlohmann::json& choice, const nlohmann::json& event, bool bare);
  void note_reason(const std::string& word, bool with_text);
  void read_choice_text(ChoiceText text, bool in_one_piece);
  void take_reasoning(const std::string& text);
  void take_content(const std::string& text);
  void add_reasoning(const std::string& text, double at_ms);
  void add_content(const std::string& text, double at_ms);
  void note_arrival(double at_ms);
  void note_unread(std::string_view what);
  void read_whole_body();
  void release_notices();
  bool text_came() const { return !generation_.text.empty() || !generation_.reasoning.empty(); }
  bool complete() const;
  void end_without_finish_reason(const std::string& kind);
  void end_by_reason();
  void require_text();
  void add_doubts();

  core::Generation& generation_;
  PromptCache cache_;
  SseParser parser_;
  FigureReader figures_;
  LoadingNotice content_notice_;
  LoadingNotice reasoning_notice_;
  UsualEvent usual_;
  double now_ms_ = 0;
  std::size_t events_ = 0;
  std::size_t last_arrival_event_ = 0;
  std::size_t tool_call_bytes_ = 0;
  std::string body_;  // its beginning, until an event is met
  std::string finish_reason_;
  End end_ = End::unknown;  // of finish_reason_
  bool text_behind_reason_ = false;
  std::string error_;  // an error event
  std::string possible_error_;
  std::string broken_;  // what could not be read, and may have held text
  std::string unread_;  // the first thing that was left aside
  bool done_ = false;
  bool in_one_piece_ = false;
};

}  // namespace quantladder::llama
