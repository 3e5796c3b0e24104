#include "gguf/bytes.h"

#include <array>
#include <cerrno>
#include <cstring>

#include "quantladder/core/error.h"
#include "quantladder/core/printable.h"

namespace quantladder::gguf {
namespace {
constexpr std::uint64_t kMaxStringBytes = 64 << 20;  // a damaged length may still lie within a file of 20 GB
constexpr std::uint64_t kNear = 4096;                // passed over by reading: a seek forgets what was read ahead
}  // namespace

Bytes::Bytes(const std::filesystem::path& path) : path_(path) {
  std::error_code problem;
  const auto status = std::filesystem::status(path, problem);
  // Only then is it opened: a pipe without a writer would be waited for.
  if (std::filesystem::exists(status) && !std::filesystem::is_regular_file(status)) fail("not a regular file");
  file_.open(path, std::ios::binary);
  if (!file_) fail(std::strerror(errno));
  size_ = std::filesystem::file_size(path);
}

void refuse(const std::filesystem::path& file, const std::string& problem) {
  throw core::Error(core::ErrorKind::usage, core::printable(file.string()) + ": " + problem);
}

void Bytes::need(std::uint64_t length) const {
  if (length > remaining()) fail("the GGUF header is cut short or damaged (an incomplete download?)");
}

void Bytes::read(char* out, std::uint64_t length) {
  need(length);
  if (!file_.read(out, static_cast<std::streamsize>(length))) fail("the file shrank while it was read");
  position_ += length;
}

void Bytes::read_into(std::string& out, std::uint64_t length) {
  need(length);
  if (length > kMaxStringBytes) fail("a text of " + std::to_string(length) + " bytes: the header is damaged");
  const std::size_t begin = out.size();
  out.resize(begin + length);
  read(out.data() + begin, length);
}

void Bytes::skip(std::uint64_t length) {
  need(length);
  position_ += length;
  if (length <= kNear) {
    file_.ignore(static_cast<std::streamsize>(length));
  } else {
    file_.seekg(static_cast<std::streamoff>(position_));
  }
}

std::uint64_t Bytes::read_integer(std::size_t bytes) {
  std::array<char, 8> raw{};
  read(raw.data(), bytes);
  std::uint64_t value = 0;
  for (std::size_t i = 0; i < bytes; ++i) {  // little-endian on every host
    value |= std::uint64_t{static_cast<unsigned char>(raw[i])} << (8 * i);
  }
  return value;
}

}  // namespace quantladder::gguf
