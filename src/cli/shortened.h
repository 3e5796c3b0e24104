// Text that is made to fit into columns of a terminal.
#pragma once

#include <string>

namespace quantladder::cli {

// Returns the text, made printable, in at most `width` columns; what is too much is left out of its middle:
// "qwen..q4_k_m".
std::string shortened(const std::string& text, int width);

}  // namespace quantladder::cli
