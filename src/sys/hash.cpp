#include <fcntl.h>
#include <fmt/format.h>
#include <openssl/evp.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>

#include "quantladder/core/error.h"
#include "quantladder/sys/files.h"
#include "quantladder/sys/process.h"

namespace quantladder::sys {

Sha256::Sha256() : context_(EVP_MD_CTX_new(), &EVP_MD_CTX_free) {
  EVP_DigestInit_ex(context_.get(), EVP_sha256(), nullptr);
}

void Sha256::add(const void* data, std::size_t size) { EVP_DigestUpdate(context_.get(), data, size); }

std::string Sha256::hex() {
  std::array<unsigned char, 32> digest{};
  EVP_DigestFinal_ex(context_.get(), digest.data(), nullptr);
  std::string text;
  for (const unsigned char byte : digest) text += fmt::format("{:02x}", byte);
  return text;
}

std::string sha256_hex(std::string_view data) {
  Sha256 hash;
  hash.add(data.data(), data.size());
  return hash.hex();
}

std::string sha256_file(const std::filesystem::path& path) {
  const Fd file(open(path.c_str(), O_RDONLY | O_CLOEXEC));
  Sha256 hash;
  std::vector<char> block(1 << 20);
  ssize_t got = file.valid() ? 1 : -1;
  while (got > 0) {
    got = read(file.get(), block.data(), block.size());
    if (got > 0) hash.add(block.data(), static_cast<std::size_t>(got));
  }
  if (got < 0) {
    throw core::Error(core::ErrorKind::environment,
                      fmt::format("{}: cannot be read: {}", path.string(), std::strerror(errno)));
  }
  return hash.hex();
}

}  // namespace quantladder::sys
