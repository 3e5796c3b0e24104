// Text of unknown origin made fit for one-line messages and logs.
#pragma once

#include <string>
#include <string_view>

namespace quantladder::llama {

// Invalid UTF-8 replaced by U+FFFD.
std::string make_valid_utf8(std::string_view text);

// One line: control characters and line ends become spaces, runs of spaces one, at most `max_bytes` (then "...").
std::string make_one_line(std::string_view text, std::size_t max_bytes = 300);

}  // namespace quantladder::llama
