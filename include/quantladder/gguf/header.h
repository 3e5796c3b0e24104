// What stands in the header of one GGUF file (versions 2 and 3): its metadata, and where its tensors lie.
#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace quantladder::gguf {

struct TensorInfo {
  std::string name;
  std::uint32_t type = 0;
  std::array<std::uint64_t, 4> shape{1, 1, 1, 1};  // the fastest-moving dimension, a row, first
  std::uint64_t elements = 0;
  std::uint64_t offset = 0;  // from where the tensors' data begin

  std::uint64_t row() const { return shape[0]; }
  bool is_matrix() const { return shape[1] > 1 || shape[2] > 1 || shape[3] > 1; }
};

// A number as it lies in the file, in the low bytes of `bits`.
struct Number {
  std::uint32_t type = 0;
  std::uint64_t bits = 0;

  bool is_fraction() const;
  std::string to_text() const;  // no two numbers have the same text
};

// Where an array lies in the file: nothing but tokens and merges is kept in memory.
struct ArrayPlace {
  std::uint32_t type = 0;  // of its values
  std::uint64_t count = 0;
  std::uint64_t start = 0;  // of the values
  std::uint64_t bytes = 0;
};

struct Header {
  std::map<std::string, std::string> texts;
  std::map<std::string, Number> numbers;
  std::map<std::string, ArrayPlace> arrays;
  std::string tokens;  // the token array's bytes, lengths included
  std::string merges;
  std::vector<TensorInfo> tensors;
  std::uint64_t alignment = 32;
  std::uint64_t data_start = 0;
  std::uint64_t file_bytes = 0;

  std::string text(const std::string& key) const;                     // empty where there is none
  std::optional<std::uint64_t> number(const std::string& key) const;  // of an integer
  std::uint64_t token_count() const;
  std::string token(std::uint64_t id) const;  // the token's text; empty beyond the vocabulary
  bool has_token(std::string_view text) const;
};

// Takes the first text off an array of them (Header::tokens); nullopt: none is left.
std::optional<std::string_view> take_text(std::string_view& texts);

// Throws core::Error(usage) naming the file and what is wrong with it.
Header read_header(const std::filesystem::path& path);

}  // namespace quantladder::gguf
