// Whatever stands in an event: what the scanner of usual events reads there, the full parser reads too, and nothing
// else.
#include <cstdint>
#include <nlohmann/json.hpp>
#include <string_view>

#include "llama/choice_text.h"
#include "llama/foreign_json.h"
#include "llama/server_error.h"
#include "llama/usual_event.h"
#include "promise.h"

namespace llama = quantladder::llama;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  llama::UsualEvent usual;
  if (!llama::read_usual_event(text, usual)) return 0;
  const nlohmann::json json = llama::parse_foreign(text);
  require(!json.is_discarded() && json.is_object(), "a usual event is JSON");
  require(!llama::find_error(json) && !llama::find_possible_error(json), "a usual event is no error");
  require(llama::find_field(json, "usage") == nullptr && llama::find_field(json, "timings") == nullptr,
          "a usual event holds no figures");
  const auto& choices = json.at("choices");
  require(choices.is_array() && choices.size() == 1, "a usual event has one choice");
  const llama::ChoiceText choice = llama::read_choice(choices.front());
  require((usual.is_reasoning ? choice.reasoning : choice.content) == usual.text, "both read the same text");
  require((usual.is_reasoning ? choice.content : choice.reasoning).empty(), "there is no other text");
  require(!choice.whole && choice.tool_call_bytes == 0 && choice.unread.empty(), "there is nothing else");
  require(llama::reason_of(choices.front(), json).empty(), "the answer goes on");
  return 0;
}
