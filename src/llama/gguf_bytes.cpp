#include "llama/gguf_bytes.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "quantladder/core/error.h"

namespace quantladder::llama {
namespace {
constexpr std::size_t kBufferBytes = 1 << 20;
constexpr std::uint64_t kMaxStringBytes = 64 << 20;  // a damaged length may still lie within a file of 20 GB
}  // namespace

GgufBytes::GgufBytes(const std::filesystem::path& path)
    : path_(path), file_(::open(path.c_str(), O_RDONLY | O_CLOEXEC)) {
  if (!file_.valid()) fail(std::strerror(errno));
  struct stat facts {};
  if (::fstat(file_.get(), &facts) != 0) fail(std::strerror(errno));
  if (!S_ISREG(facts.st_mode)) fail("not a regular file");
  size_ = static_cast<std::uint64_t>(facts.st_size);
}

void GgufBytes::fail(const std::string& problem) const {
  throw core::Error(core::ErrorKind::usage, path_.string() + ": " + problem);
}

void GgufBytes::need(std::uint64_t length) const {
  if (length > remaining()) fail("the GGUF header is cut short or damaged (an incomplete download?)");
}

void GgufBytes::fill() {
  buffer_start_ += buffer_.size();
  next_ = 0;
  buffer_.resize(kBufferBytes);
  const ssize_t got = ::pread(file_.get(), buffer_.data(), buffer_.size(), static_cast<off_t>(buffer_start_));
  if (got <= 0) fail(got < 0 ? std::strerror(errno) : "the file shrank while it was read");
  buffer_.resize(static_cast<std::size_t>(got));
}

void GgufBytes::read_into(std::string& out, std::uint64_t length) {
  need(length);
  if (length > kMaxStringBytes) fail("a text of " + std::to_string(length) + " bytes: the header is damaged");
  while (length > 0) {
    if (next_ == buffer_.size()) fill();
    const auto part = static_cast<std::size_t>(std::min<std::uint64_t>(length, buffer_.size() - next_));
    out.append(buffer_, next_, part);
    next_ += part;
    length -= part;
  }
}

void GgufBytes::skip(std::uint64_t length) {
  need(length);
  const std::uint64_t target = position() + length;
  if (target <= buffer_start_ + buffer_.size()) {
    next_ += static_cast<std::size_t>(length);
    return;
  }
  buffer_.clear();
  buffer_start_ = target;
  next_ = 0;
}

template <typename Number>
Number GgufBytes::read_number() {
  need(sizeof(Number));
  Number value = 0;
  for (std::size_t i = 0; i < sizeof(Number); ++i) {  // little-endian on every host
    if (next_ == buffer_.size()) fill();
    value |= static_cast<Number>(static_cast<unsigned char>(buffer_[next_++])) << (8 * i);
  }
  return value;
}

std::uint32_t GgufBytes::read_u32() { return read_number<std::uint32_t>(); }
std::uint64_t GgufBytes::read_u64() { return read_number<std::uint64_t>(); }

}  // namespace quantladder::llama
