// Whether the tokens of one model mean to another what they mean to itself: what a draft model has to fulfil.
#pragma once

#include <filesystem>
#include <string>

namespace quantladder::gguf {

// Returns one line why `draft` cannot guess tokens for `model`, by the rule of llama.cpp, whose server then goes on
// without a draft; empty: it can, as far as the headers tell. Throws core::Error(usage) where a file cannot be read.
std::string find_vocabulary_mismatch(const std::filesystem::path& draft, const std::filesystem::path& model);

}  // namespace quantladder::gguf
