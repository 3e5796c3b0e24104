// Holds what stands in the header of one GGUF file, as far as quantladder uses it.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace quantladder::llama {

struct GgufTensor {
  std::string name;
  std::uint32_t type = 0;
  std::uint64_t elements = 0;
  std::uint64_t row = 0;  // elements of the first dimension
  std::uint64_t offset = 0;
};

struct GgufHeader {
  std::map<std::string, std::string> texts;      // scalar strings
  std::map<std::string, std::uint64_t> numbers;  // scalar integers
  std::string tokens;                            // the token array's bytes, lengths included
  std::string merges;
  std::uint64_t token_count = 0;
  std::vector<GgufTensor> tensors;
  std::uint64_t data_start = 0;
  std::uint64_t file_bytes = 0;

  std::string text(const std::string& key) const {
    const auto found = texts.find(key);
    return found == texts.end() ? std::string() : found->second;
  }
  std::optional<std::uint64_t> number(const std::string& key) const {
    const auto found = numbers.find(key);
    return found == numbers.end() ? std::nullopt : std::optional(found->second);
  }
};

// Throws core::Error(usage) naming the file and what is wrong with it.
GgufHeader read_gguf_header(const std::filesystem::path& path);

}  // namespace quantladder::llama
