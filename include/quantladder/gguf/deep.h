// A look at the data of all tensors, which takes as long as reading the file.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "quantladder/gguf/model_file.h"

namespace quantladder::gguf {

struct DeepLook {
  std::vector<core::Finding> findings;  // nan-scales
  std::vector<std::string> sha256;  // of each tensor's data, in the order of ModelFile::tensors; empty: beyond the file
};

// `on_bytes` is told how many bytes have been read, of how many. Throws core::Error(usage) where a file cannot be read.
DeepLook look_deep(const ModelFile& model,
                   const std::function<void(std::uint64_t done, std::uint64_t total)>& on_bytes);

}  // namespace quantladder::gguf
