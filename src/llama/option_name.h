// Names of llama-server's options, as they stand in a list of arguments and in the tables about them.
#pragma once

#include <string>
#include <string_view>

namespace quantladder::llama {

// llama-server reads --ctx_size as --ctx-size; a value behind '=' it refuses, but another build may not.
std::string option_name(const std::string& argument);

// `listed` with a '*' at its end stands for every option that begins so.
bool is_option_named(std::string_view listed, const std::string& name);

}  // namespace quantladder::llama
