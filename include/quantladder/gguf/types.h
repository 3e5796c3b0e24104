// The tensor and file types that ggml numbers in GGUF headers, those of ik_llama.cpp and removed ones included.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace quantladder::gguf {

// The tensor types that rules name.
enum TypeNumber : std::uint32_t {
  kF32 = 0,
  kF16 = 1,
  kQ4_0 = 2,
  kQ5_0 = 6,
  kQ5_1 = 7,
  kQ8_0 = 8,
  kQ2_K = 10,
  kQ3_K = 11,
  kQ4_K = 12,
  kQ5_K = 13,
  kQ6_K = 14,
  kIQ2_XXS = 16,
  kIQ2_XS = 17,
  kIQ3_XXS = 18,
  kIQ1_S = 19,
  kIQ4_NL = 20,
  kIQ3_S = 21,
  kIQ2_S = 22,
  kIQ4_XS = 23,
  kIQ1_M = 29,
  kMXFP4 = 39,
  kNVFP4 = 40,
  kIQ4_KS = 144,
  kMXFP4_R8 = 353,
};

enum class TypeOrigin { llama_cpp, removed, ik_llama_cpp };

struct TensorType {
  std::uint32_t number;
  const char* name;
  std::uint32_t block_elements;  // elements per block
  std::uint32_t block_bytes;
  std::uint32_t row_header_bytes = 0;  // before the blocks of each row
  TypeOrigin origin = TypeOrigin::llama_cpp;

  // Bits of one element, without the header of its row.
  double bits() const { return 8.0 * block_bytes / block_elements; }
};

// Returns nullopt for a number this table does not know (another fork's type, or a newer one).
std::optional<TensorType> find_tensor_type(std::uint32_t number);

// Returns "Q4_K", or "type 242".
std::string tensor_type_name(std::uint32_t number);

// A file's general.file_type: what its maker asked for.
struct FileType {
  std::uint32_t number;
  const char* name;           // as llama-server prints it: "Q4_K - Medium"
  std::uint32_t tensor_type;  // of the tensors that no rule raises or lowers
};
std::optional<FileType> find_file_type(std::uint32_t number);

// Returns what llama-server prints for general.file_type, e.g. "Q4_K - Medium"; "type 99" for an unknown number.
std::string file_type_name(std::uint32_t number);

}  // namespace quantladder::gguf
