// JSON of other programs, which may be hostile, and is not always JSON.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace quantladder::llama {

// Returns a discarded value (is_discarded) where it is no JSON, or nested so deeply that whoever goes through it would
// run out of stack: no answer of a server needs more than a handful of levels.
nlohmann::json parse_foreign(std::string_view text);

// Returns the value in `text`; discarded (is_discarded) when it cannot be read even so: invalid UTF-8 and lone halves
// of a surrogate pair are read as U+FFFD, words that are no JSON (NaN, Infinity) as null, bare control characters in
// strings as themselves. Each kind that was met is added to `mended` once, as one line.
nlohmann::json parse_mended(std::string_view text, std::vector<std::string>& mended);

// Returns the field of `object`; nullptr where it is left out or null, as some servers send it, or `object` is none.
const nlohmann::json* find_field(const nlohmann::json& object, const char* key);

// Returns the text of that field; empty where there is no such string.
std::string string_field(const nlohmann::json& object, const char* key);

// Returns the JSON text of `json`, with U+FFFD in place of bytes that are no UTF-8.
std::string dumped(const nlohmann::json& json);

}  // namespace quantladder::llama
