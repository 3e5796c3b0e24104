// Rows as JSON objects: an array of them, one per line, or in the result files of lm-eval and inspect_ai.
#pragma once

#include <string>
#include <string_view>

#include "quantladder/sys/csv.h"

namespace quantladder::store {

// A table of either kind: JSON by its first character, else CSV. Throws core::Error(usage).
sys::CsvTable read_table(std::string_view bytes, const std::string& source);

}  // namespace quantladder::store
