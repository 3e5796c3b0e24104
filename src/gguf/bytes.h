// Bounded, buffered reading of a GGUF file: every length is checked against what is left of the file before any memory
// is spent on it, so that a hostile or damaged header costs an error, not gigabytes.
#pragma once

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <string>

namespace quantladder::gguf {

// Throws core::Error(usage): "FILE: <problem>".
[[noreturn]] void refuse(const std::filesystem::path& file, const std::string& problem);

class Bytes {
 public:
  // Throws core::Error(usage) when the file can't be opened.
  explicit Bytes(const std::filesystem::path& path);

  std::uint64_t size() const { return size_; }
  std::uint64_t position() const { return position_; }
  std::uint64_t remaining() const { return size_ - position_; }

  std::uint64_t read_integer(std::size_t bytes);  // of up to 8
  std::uint32_t read_u32() { return static_cast<std::uint32_t>(read_integer(4)); }
  std::uint64_t read_u64() { return read_integer(8); }
  // Appends the next `length` bytes to `out`.
  void read_into(std::string& out, std::uint64_t length);
  void skip(std::uint64_t length);

  [[noreturn]] void fail(const std::string& problem) const { refuse(path_, problem); }

 private:
  void need(std::uint64_t length) const;
  void read(char* out, std::uint64_t length);

  std::filesystem::path path_;
  std::ifstream file_;
  std::uint64_t size_ = 0;
  std::uint64_t position_ = 0;
};

}  // namespace quantladder::gguf
