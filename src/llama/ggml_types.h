// The tensor and file types that ggml numbers in GGUF headers.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace quantladder::llama {

struct TensorType {
  std::uint32_t number;
  const char* name;
  std::uint32_t block_elements;  // elements per block
  std::uint32_t block_bytes;
};

// Returns nullopt for a number this table does not know (a fork's own type, or a newer one).
std::optional<TensorType> find_tensor_type(std::uint32_t number);

// Returns "Q4_K", or "type 137".
std::string tensor_type_name(std::uint32_t number);

// Returns what llama-server prints for general.file_type, e.g. "Q4_K - Medium"; "type 99" for an unknown number.
std::string file_type_name(std::uint32_t number);

}  // namespace quantladder::llama
