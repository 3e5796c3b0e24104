// JSON as servers write it, which is not always JSON.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace quantladder::llama {

// The value in `text`; discarded (is_discarded) when it cannot be read even so: invalid UTF-8 and lone halves of a
// surrogate pair are read as U+FFFD, words that are no JSON (NaN, Infinity) as null, bare control characters in strings
// as themselves. Each kind that was met is added to `mended` once, as one line.
nlohmann::json parse_mended(std::string_view text, std::vector<std::string>& mended);

}  // namespace quantladder::llama
