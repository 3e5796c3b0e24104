// How a streamed chat completion ended, and what is to be doubted about it.
#include <fmt/format.h>

#include "llama/chat_stream.h"
#include "llama/server_error.h"
#include "quantladder/core/printable.h"

namespace quantladder::llama {

using core::Finish;

// Text that looked like the beginning of a notice, or like one that never ended.
void ChatStream::release_notices() {
  for (const auto& piece : reasoning_notice_.give_up()) {
    if (!reasoning_notice_.met() || (generation_.text.empty() && has_finish_reason()))
      add_reasoning(piece.text, piece.at_ms);
  }
  for (const auto& piece : content_notice_.give_up()) add_content(piece.text, piece.at_ms);
}

void ChatStream::end(Closing closing, const std::string& kind) {
  if (closing == Closing::in_order && !failed()) {
    parser_.end();
    if (events_ == 0) {
      read_whole_body();
    } else if (!failed() && !parser_.spoilt_line().empty()) {
      broken_ = "a line that is no field of an event: " + core::make_one_line(parser_.spoilt_line(), 100);
    }
  }
  if (!failed() && finish_reason_.empty() && !text_came()) error_ = possible_error_;
  release_notices();
  figures_.drop_unknown(generation_, text_came());
  if (!error_.empty()) {
    generation_.finish = Finish::http_error;
    generation_.fault =
        (is_event_stream(kind) ? "error in the stream: " : "no stream but an error (" + kind + "): ") + error_;
  } else if (!broken_.empty()) {
    generation_.finish = Finish::broken_stream;
    generation_.fault = broken_;
  } else if (finish_reason_.empty()) {
    end_without_finish_reason(kind);
  } else if (!done_ && (closing == Closing::cut || text_behind_reason_)) {
    generation_.finish = Finish::broken_stream;
    generation_.fault = text_behind_reason_ ? "text came behind the finish_reason, and the stream ended without [DONE]"
                                            : "the stream ended without [DONE]";
  } else {
    end_by_reason();
    require_text();
  }
  add_doubts();
}

void ChatStream::end_without_finish_reason(const std::string& kind) {
  generation_.finish = Finish::broken_stream;
  if (events_ == 0 && !is_only_comments(body_)) {
    generation_.finish = Finish::not_understood;
    generation_.fault = describe_other_body(body_, kind);
    return;
  }
  generation_.fault =
      done_ ? "the stream ended with [DONE] but without a finish_reason" : "the stream ended before the answer did";
  if (events_ == 0) generation_.fault += body_.empty() ? ": nothing came" : ": only comments came";
  note_unread(parser_.stray_line());
  if (unread_.empty()) return;
  if (!text_came()) generation_.finish = Finish::not_understood;
  generation_.fault += fmt::format("; not understood{}: {}", is_event_stream(kind) ? "" : " (" + kind + ")", unread_);
}

void ChatStream::end_by_reason() {
  const std::string word = core::make_one_line(finish_reason_, 60);
  switch (end_) {
    case End::answer:
      generation_.finish = Finish::stop;
      return;
    case End::token_limit:
      generation_.finish = Finish::length;
      return;
    case End::broken_off:
      generation_.finish = Finish::broken_stream;
      generation_.fault = "the server broke the answer off: finish_reason '" + word + "'";
      return;
    case End::unknown:
      generation_.finish = Finish::not_understood;
      generation_.fault = "finish_reason '" + word + "' is not known to be the end of an answer";
      return;
  }
}

// An answer of the end token alone is empty, and one of blanks has a byte for each token; more tokens than that were
// sent in a way that is not read here.
void ChatStream::require_text() {
  const std::int64_t tokens = generation_.tokens().value_or(0);
  const std::string all = generation_.reasoning + generation_.text;
  const bool readable = all.find_first_not_of(" \t\r\n") != std::string::npos || tool_call_bytes_ > 0;
  const bool hidden = tokens >= 2 + static_cast<std::int64_t>(all.size());
  if (!complete() || readable || (!hidden && unread_.empty())) return;
  generation_.finish = Finish::not_understood;
  generation_.fault = hidden ? fmt::format("{} tokens, but no text could be read", tokens) : "no text could be read";
  if (!unread_.empty()) generation_.fault += "; not understood: " + unread_;
}

bool ChatStream::complete() const { return generation_.finish == Finish::stop || generation_.finish == Finish::length; }

void ChatStream::add_doubts() {
  auto& doubts = generation_.doubts;
  const auto& usage = generation_.usage;
  const auto& timings = generation_.timings;
  if (complete() && !done_ && !in_one_piece_) doubts.emplace_back("the stream ended without [DONE]");
  if (in_one_piece_) doubts.emplace_back("the answer came in one piece, so no time to its first token is known");
  if (complete() && tool_call_bytes_ > 0)
    doubts.emplace_back("the answer holds a tool call, though no tool was offered");
  if (content_notice_.met() || reasoning_notice_.met()) {
    doubts.emplace_back("a proxy's text about loading the model was left out");
  }
  if (complete() && !figures_.usage_came()) doubts.emplace_back("the server reported no usage");
  if (usage && timings && usage->completion_tokens != timings->predicted_n) {
    doubts.push_back(fmt::format("usage.completion_tokens {} != timings.predicted_n {}", usage->completion_tokens,
                                 timings->predicted_n));
  }
  if (usage && timings && timings->cache_n && usage->prompt_tokens != *timings->cache_n + timings->prompt_n) {
    doubts.push_back(fmt::format("usage.prompt_tokens {} != timings.cache_n {} + prompt_n {}", usage->prompt_tokens,
                                 *timings->cache_n, timings->prompt_n));
  }
  if (complete()) {
    if (auto doubt = generation_.rate_doubt()) doubts.push_back(std::move(*doubt));
  }
  if (cache_ != PromptCache::off) return;
  const auto cached = generation_.cached_tokens();
  if (complete() && !cached) {
    doubts.emplace_back("the server does not say whether prompt tokens came from a cache");
  } else if (cached.value_or(0) != 0) {
    doubts.push_back(fmt::format("{} prompt tokens came from a cache although cache_prompt is false", *cached));
  }
}

}  // namespace quantladder::llama
