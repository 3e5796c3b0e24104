// Files that are taken for models and are none.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "quantladder/gguf/model_file.h"

namespace quantladder::gguf {

// Returns what a file that begins with `start`, and with no GGUF magic, is instead, and what to do; "" where it is not
// known.
std::string name_other_file(std::string_view start);

// Returns what the file is, and what to do, when that is no model which could answer.
std::optional<std::string> find_wrong_kind(const ModelFile& model);

}  // namespace quantladder::gguf
