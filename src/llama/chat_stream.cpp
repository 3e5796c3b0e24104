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
    parser_.stop();
  } else {
    read_data({event.name, data, event.bare});
  }
}

void ChatStream::read_data(const SseEvent& event) {
  if (event.name != "error" && read_usual_event(event.data, usual_)) {
    read_usual();
    return;
  }
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

// As read_choice does it, for an event that holds text and nothing else.
void ChatStream::read_usual() {
  note_reason({}, !usual_.text.empty());
  if (usual_.text.empty()) return;
  if (usual_.is_reasoning) {
    take_reasoning(usual_.text);
  } else {
    take_content(usual_.text);
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
  if (!text.reasoning.empty()) take_reasoning(text.reasoning);
  if (!text.content.empty()) take_content(text.content);
}

void ChatStream::take_reasoning(const std::string& text) {
  if (reasoning_notice_.over()) {
    add_reasoning(text, now_ms_);
    return;
  }
  for (const auto& piece : reasoning_notice_.take({text, now_ms_})) add_reasoning(piece.text, piece.at_ms);
}

void ChatStream::take_content(const std::string& text) {
  if (content_notice_.over()) {
    add_content(text, now_ms_);
    return;
  }
  for (const auto& piece : content_notice_.take({text, now_ms_})) add_content(piece.text, piece.at_ms);
}

void ChatStream::add_reasoning(const std::string& text, double at_ms) {
  if (!generation_.first_reasoning_ms) generation_.first_reasoning_ms = at_ms;
  generation_.reasoning += text;
  note_arrival(at_ms);
}

void ChatStream::add_content(const std::string& text, double at_ms) {
  if (!generation_.first_content_ms) generation_.first_content_ms = at_ms;
  generation_.text += text;
  note_arrival(at_ms);
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

}  // namespace quantladder::llama
