#include "llama/choice_text.h"

#include <array>
#include <nlohmann/json.hpp>
#include <string_view>

#include "llama/foreign_json.h"
#include "quantladder/core/words.h"

namespace quantladder::llama {
namespace {

using Json = nlohmann::json;

// The first field of each list that holds text counts: some servers send the same text under two names.
constexpr std::array kContentFields{"content", "text", "refusal"};
constexpr std::array kReasoningFields{"reasoning_content", "reasoning",         "thinking",       "thought",
                                      "reasoning_text",    "thinking_content",  "thoughts",       "reasoning_details",
                                      "thinking_blocks",   "reasoning_summary", "thinking_delta", "analysis"};
constexpr std::array kToolFields{"tool_calls", "function_call"};
constexpr std::string_view kSilentFields = "role name index id type finish_reason finishReason logprobs stop_reason";
constexpr std::string_view kSilentWords = "null none None undefined";  // for null, in every event
constexpr int kDeepestPart = 4;                                        // parts within parts

bool is_thought(const Json& part) {
  const std::string type = string_field(part, "type");
  const Json* marked = find_field(part, "thought");  // {"text": ..., "thought": true}
  return type.find("think") != std::string::npos || type.find("reason") != std::string::npos || type == "thought" ||
         (marked != nullptr && marked->is_boolean() && marked->get<bool>());
}

// The text of a string, of a part, or of all parts of a list.
std::string text_in(const Json& value, int depth = 0) {
  if (value.is_string()) return value.get<std::string>();
  if (depth == kDeepestPart) return {};
  std::string text;
  if (value.is_array()) {
    for (const Json& part : value) text += text_in(part, depth + 1);
  } else if (value.is_object()) {
    for (const char* name : {"text", "content", "thinking", "reasoning", "summary", "value"}) {
      const Json* field = find_field(value, name);
      if (field != nullptr) text = text_in(*field, depth + 1);
      if (!text.empty()) break;
    }
  }
  return text;
}

void take_content(const Json& value, ChoiceText& into) {
  const Json parts = value.is_array() ? value : Json::array({value});
  for (const Json& part : parts) (is_thought(part) ? into.reasoning : into.content) += text_in(part);
}

void read_fields(const Json& holder, ChoiceText& into) {
  for (const char* name : kContentFields) {
    const Json* value = find_field(holder, name);
    if (value != nullptr && into.empty()) take_content(*value, into);
  }
  for (const char* name : kReasoningFields) {
    const Json* value = find_field(holder, name);
    if (value != nullptr && into.reasoning.empty()) into.reasoning = text_in(*value);
  }
  for (const char* name : kToolFields) {
    const Json* value = find_field(holder, name);
    if (value != nullptr && !value->empty()) into.tool_call_bytes += value->dump().size();
  }
}

bool holds_something(const Json& value) {
  if (value.is_string()) return !value.get_ref<const std::string&>().empty();
  return (value.is_array() || value.is_object()) && !value.empty();
}

std::string find_unread(const Json& holder) {
  for (const auto& [name, value] : holder.items()) {
    if (!core::has_word(kSilentFields, name) && holds_something(value)) return name;
  }
  return {};
}

std::string word_of(const Json& reason) {
  std::string word = reason.is_string() ? reason.get<std::string>() : string_field(reason, "type");
  if (word.empty() && !reason.is_string()) word = dumped(reason);
  return core::has_word(kSilentWords, word) ? std::string() : word;
}

}  // namespace

ChoiceText read_choice(const Json& choice) {
  ChoiceText text;
  const Json* delta = find_field(choice, "delta");
  const Json* message = find_field(choice, "message");
  if (delta != nullptr && delta->is_string()) text.content = delta->get<std::string>();
  if (delta != nullptr && text.empty()) read_fields(*delta, text);
  if (message != nullptr && text.empty()) {
    if (message->is_string()) text.content = message->get<std::string>();
    read_fields(*message, text);
    text.whole = !text.empty();
  }
  if (text.empty()) read_fields(choice, text);
  if (!text.empty() || text.tool_call_bytes > 0) return text;
  for (const Json* holder : {delta, message}) {
    if (holder != nullptr && holder->is_object() && text.unread.empty()) text.unread = find_unread(*holder);
  }
  return text;
}

void drop_repeated(ChoiceText& text, const std::string& content_before, const std::string& reasoning_before) {
  if (!text.whole || content_before.empty()) return;
  if (text.content.starts_with(content_before)) {
    text.content.erase(0, content_before.size());
  } else if (core::trimmed(text.content) == core::trimmed(content_before)) {
    text.content.clear();
  } else {
    return;
  }
  if (text.reasoning.starts_with(reasoning_before)) text.reasoning.erase(0, reasoning_before.size());
}

std::string reason_of(const Json& choice, const Json& event) {
  const Json* delta = find_field(choice, "delta");
  const Json* message = find_field(choice, "message");
  for (const Json* holder : {&choice, delta, message, &event}) {
    for (const char* name : {"finish_reason", "finishReason"}) {
      const Json* reason = holder == nullptr ? nullptr : find_field(*holder, name);
      std::string word = reason == nullptr ? std::string() : word_of(*reason);
      if (!word.empty()) return word;
    }
  }
  const Json* stop_reason = find_field(choice, "stop_reason");  // a number is that of the token
  return stop_reason != nullptr && stop_reason->is_string() ? word_of(*stop_reason) : std::string();
}

}  // namespace quantladder::llama
