// JSON of other programs, which may be hostile.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>

namespace quantladder::llama {

// Discarded (is_discarded) where it is no JSON, or nested so deeply that whoever goes through it would run out of
// stack: no answer of a server needs more than a handful of levels.
nlohmann::json parse_foreign(std::string_view text);

// Returns the JSON text of `json`, with U+FFFD in place of bytes that are no UTF-8.
std::string dumped(const nlohmann::json& json);

}  // namespace quantladder::llama
