// Tells where servers put the text of an answer: in which field of a choice, and in which form.
#pragma once

#include <cstddef>
#include <nlohmann/json_fwd.hpp>
#include <string>

namespace quantladder::llama {

struct ChoiceText {
  std::string content;
  std::string reasoning;
  std::size_t tool_call_bytes = 0;  // of calls, which hold no text of an answer
  bool whole = false;               // it stood in a `message`, which may repeat what came before
  std::string unread;               // the name of a field that holds something and is not read; empty: none

  bool empty() const { return content.empty() && reasoning.empty(); }
};

// `delta`, else `message`, else the choice itself, each with the fields that docs/servers.md lists; a string, or a list
// of parts, or one part.
ChoiceText read_choice(const nlohmann::json& choice);

// Some servers end with a message that holds the whole answer once more, perhaps without its outer blanks: what came
// before is taken out of it.
void drop_repeated(ChoiceText& text, const std::string& content_before, const std::string& reasoning_before);

// The word for its end: `finish_reason` or `finishReason` of the choice, of its delta or message, or of the event, or,
// where none of them tells it, a text in `stop_reason`. It may stand in an object: {"type": "length", "length": 100}.
// Empty while the answer goes on.
std::string reason_of(const nlohmann::json& choice, const nlohmann::json& event);

}  // namespace quantladder::llama
