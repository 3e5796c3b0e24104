// The header of a GGUF file (versions 2 and 3), shards included. Never maps or reads tensor data.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "quantladder/core/model.h"

namespace quantladder::gguf {

// Throws core::Error(usage) naming the file and what is wrong: missing, not GGUF, truncated header, tensor data beyond
// the end of the file (an incomplete download), missing shard.
core::GgufFacts read_gguf(const std::filesystem::path& path);

// Returns all files of a split model ("-00001-of-0000N.gguf"), else just `path`.
std::vector<std::filesystem::path> gguf_shards(const std::filesystem::path& path);

}  // namespace quantladder::gguf
