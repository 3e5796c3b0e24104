// Bounded, buffered reading of a GGUF file: every length is checked against what is left of the file before any memory
// is spent on it, so that a hostile or damaged header costs an error, not gigabytes.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

#include "quantladder/sys/process.h"

namespace quantladder::llama {

class GgufBytes {
 public:
  // Throws core::Error(usage) when the file can't be opened.
  explicit GgufBytes(const std::filesystem::path& path);

  std::uint64_t size() const { return size_; }
  std::uint64_t position() const { return buffer_start_ + next_; }
  std::uint64_t remaining() const { return size_ - position(); }

  std::uint32_t read_u32();
  std::uint64_t read_u64();
  // Appends the next `length` bytes to `out`.
  void read_into(std::string& out, std::uint64_t length);
  void skip(std::uint64_t length);

  // Throws core::Error(usage): "FILE: <problem>".
  [[noreturn]] void fail(const std::string& problem) const;

 private:
  void need(std::uint64_t length) const;
  void fill();
  template <typename Number>
  Number read_number();

  std::filesystem::path path_;
  sys::Fd file_;
  std::uint64_t size_ = 0;
  std::string buffer_;
  std::uint64_t buffer_start_ = 0;  // offset of buffer_[0] in the file
  std::size_t next_ = 0;            // in buffer_
};

}  // namespace quantladder::llama
