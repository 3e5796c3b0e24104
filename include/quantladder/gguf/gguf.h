// The header of a GGUF file (versions 2 and 3), shards included. Never maps or reads tensor data.
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "quantladder/core/model.h"

namespace quantladder::gguf {

// Of tensor types ("IQ4_KS"), those that the program which is to load the file does not have.
using LackedTypes = std::function<std::vector<std::string>(const std::vector<std::string>& types)>;

// Throws core::Error(usage) naming the file and what is wrong: missing, not GGUF, truncated header, tensor data beyond
// the end of the file (an incomplete download), missing shard.
core::GgufFacts read_gguf(const std::filesystem::path& path, const LackedTypes& lacked = {});

// Returns all files of a split model ("-00001-of-0000N.gguf"), else just `path`.
std::vector<std::filesystem::path> gguf_shards(const std::filesystem::path& path);

// Returns one hash for a model: of one file the usual SHA-256, of shards that of their hashes in order. `on_file` is
// told of each before it is read.
using OnFile = std::function<void(const std::string& file, std::uint64_t bytes)>;
std::string hash_model(const std::filesystem::path& path, const OnFile& on_file = {});

// A token that stands for no text of its own, such as a marker of the chat template.
struct ControlToken {
  std::int32_t id = 0;
  std::string text;
};
// Returns those of the file's vocabulary; none where it does not say of which type its tokens are.
std::vector<ControlToken> control_tokens(const std::filesystem::path& path);

}  // namespace quantladder::gguf
