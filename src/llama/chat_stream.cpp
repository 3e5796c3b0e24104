#include "llama/chat_stream.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "llama/foreign_json.h"
#include "llama/server_error.h"
#include "quantladder/core/printable.h"
#include "quantladder/core/words.h"

namespace quantladder::llama {
namespace {

using core::Finish;
using Json = nlohmann::json;

constexpr std::size_t kMaxOtherBody = 4 << 20;  // a whole answer in one piece fits

// Blanks around it, a proxy that put a second `data:` before it, and [DONE] as a JSON string.
std::string_view bared(std::string_view data) {
  data = core::trimmed(data, " \t\r");
  while (data.starts_with("data:")) data = core::trimmed(data.substr(5), " \t\r");
  return data == "\"[DONE]\"" ? data.substr(1, 6) : data;
}

}  // namespace

ChatStream::ChatStream(core::Generation& into, PromptCache cache)
    : generation_(into), cache_(cache), parser_([this](const SseEvent& event) { on_event(event); }) {}

bool ChatStream::feed(std::string_view bytes, double at_ms) {
  now_ms_ = at_ms;
  if (events_ == 0) body_ += bytes.substr(0, kMaxOtherBody - std::min(kMaxOtherBody, body_.size()));
  if (!parser_.feed(bytes) && broken_.empty()) broken_ = "an event of more than 16 MiB";
  return !failed();
}

void ChatStream::on_event(const SseEvent& event) {
  ++events_;
  const std::string_view data = bared(event.data);
  if (done_ || failed() || data.empty()) return;
  if (data == "[DONE]") {
    done_ = true;
  } else {
    read_data({event.name, data, event.bare});
  }
}

void ChatStream::read_data(const SseEvent& event) {
  const Json json = parse_mended(event.data, generation_.doubts);
  if (event.name == "error") {
    error_ = json.is_discarded() ? core::make_one_line(event.data) : find_error(json).value_or(describe_error(json));
  } else if (json.is_object()) {
    read_json(json, event.bare);
  } else if (event.data.find('\n') != std::string_view::npos) {
    read_lines(event.data);
  } else if (event.data.front() == '{' && !has_finish_reason()) {
    broken_ = "an event that is no JSON: " + core::make_one_line(event.data, 100);  // and may have held text
  } else {
    note_unread(event.data);
  }
}

// Servers that leave the empty line between two events away.
void ChatStream::read_lines(std::string_view lines) {
  while (!lines.empty()) {
    const std::size_t end = std::min(lines.find('\n'), lines.size());
    if (end > 0) on_event({"", lines.substr(0, end), false});
    lines.remove_prefix(std::min(end + 1, lines.size()));
  }
}

void ChatStream::read_json(const Json& json, bool bare) {
  if (auto error = find_error(json)) error_ = *error;
  if (auto error = find_possible_error(json); error && possible_error_.empty()) possible_error_ = *error;
  figures_.read(json, generation_, text_came());
  const Json* choices = find_field(json, "choices");
  if (choices != nullptr && choices->is_structured() && !choices->empty()) {
    read_choice(choices->is_array() ? choices->front() : *choices, json, bare);
    return;
  }
  const bool figures = find_field(json, "usage") != nullptr || find_field(json, "timings") != nullptr;
  if (error_.empty() && !figures && (choices == nullptr || !choices->is_array()))
    note_unread(core::make_one_line(dumped(json), 120));
}

void ChatStream::read_choice(const Json& choice, const Json& event, bool bare) {
  if (const Json* error = find_field(choice, "error"); error != nullptr && !error->empty()) {
    error_ = describe_error(*error);
  }
  const std::string word = reason_of(choice, event);
  ChoiceText text = llama::read_choice(choice);
  const bool with_text = !text.empty();
  const bool in_one_piece = bare && text.whole && !word.empty();
  read_choice_text(std::move(text), in_one_piece);
  note_reason(word, with_text);
}

// The word that says most is the one that counts: a proxy may add "stop" to a server's "length".
void ChatStream::note_reason(const std::string& word, bool with_text) {
  if (word.empty()) {
    text_behind_reason_ = text_behind_reason_ || (with_text && has_finish_reason());
    return;
  }
  text_behind_reason_ = false;
  if (!finish_reason_.empty() && end_of(word) <= end_) return;
  finish_reason_ = word;
  end_ = end_of(word);
}

void ChatStream::read_choice_text(ChoiceText text, bool in_one_piece) {
  drop_repeated(text, generation_.text, generation_.reasoning);
  tool_call_bytes_ += text.tool_call_bytes;
  if (!text.unread.empty()) note_unread("choices[0] holds \"" + text.unread + "\"");
  if (in_one_piece) {
    in_one_piece_ = true;
    generation_.text += text.content;
    generation_.reasoning += text.reasoning;
    return;
  }
  if (!text.reasoning.empty()) {
    for (const auto& piece : reasoning_notice_.take({text.reasoning, now_ms_})) add_reasoning(piece);
  }
  if (!text.content.empty()) {
    for (const auto& piece : content_notice_.take({text.content, now_ms_})) add_content(piece);
  }
}

void ChatStream::add_reasoning(const LoadingNotice::Piece& piece) {
  if (!generation_.first_reasoning_ms) generation_.first_reasoning_ms = piece.at_ms;
  generation_.reasoning += piece.text;
  note_arrival(piece.at_ms);
}

void ChatStream::add_content(const LoadingNotice::Piece& piece) {
  if (!generation_.first_content_ms) generation_.first_content_ms = piece.at_ms;
  generation_.text += piece.text;
  note_arrival(piece.at_ms);
}

// An event that holds text and reasoning is one arrival.
void ChatStream::note_arrival(double at_ms) {
  auto& arrivals = generation_.arrivals_ms;
  const bool same_event = last_arrival_event_ == events_ && !arrivals.empty() && arrivals.back() == at_ms;
  if (!same_event) arrivals.push_back(at_ms);
  last_arrival_event_ = events_;
}

void ChatStream::note_unread(std::string_view what) {
  if (unread_.empty()) unread_ = core::make_one_line(what, 120);
}

// JSON over several lines is no event, but may be an answer in one piece, or an error.
void ChatStream::read_whole_body() {
  const Json json = parse_mended(body_, generation_.doubts);
  if (json.is_discarded() || !json.is_structured()) return;
  if (find_field(json, "choices") != nullptr) ++events_;
  read_json(json, true);
}

// Text that looked like the beginning of a notice, or like one that never ended.
void ChatStream::release_notices() {
  for (const auto& piece : reasoning_notice_.give_up()) {
    if (!reasoning_notice_.met() || (generation_.text.empty() && has_finish_reason())) add_reasoning(piece);
  }
  for (const auto& piece : content_notice_.give_up()) add_content(piece);
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
