// Files that are taken for models and are none.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "llama/gguf_header.h"

namespace quantladder::llama {

// Returns what a file that begins with `start`, and with no GGUF magic, is instead, and what to do; "" where it is not
// known.
std::string name_other_file(std::string_view start);

// Returns what the header belongs to, and what to do, when that is no model which could answer. Pure.
std::optional<std::string> find_wrong_kind(const GgufHeader& header);

}  // namespace quantladder::llama
