// The tensor and file types that ggml numbers in GGUF headers, those of ik_llama.cpp and removed ones included.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace quantladder::gguf {

// The tensor types that rules name.
enum TypeNumber : std::uint32_t {
  f32 = 0,
  f16 = 1,
  q4_0 = 2,
  q5_0 = 6,
  q5_1 = 7,
  q8_0 = 8,
  q2_k = 10,
  q3_k = 11,
  q4_k = 12,
  q5_k = 13,
  q6_k = 14,
  iq2_xxs = 16,
  iq2_xs = 17,
  iq3_xxs = 18,
  iq1_s = 19,
  iq4_nl = 20,
  iq3_s = 21,
  iq2_s = 22,
  iq4_xs = 23,
  iq1_m = 29,
  mxfp4 = 39,
  nvfp4 = 40,
  iq4_ks = 144,
  mxfp4_r8 = 353,
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

// By name, in capitals or not: "q4_K".
std::optional<TensorType> find_tensor_type_called(std::string_view name);

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
