#include "packed_block.h"

#include <openssl/evp.h>
#include <zlib.h>

#include <array>
#include <new>
#include <vector>

namespace quantladder::report {
namespace {

constexpr int kGzip = 16;  // added to zlib's window bits: https://www.zlib.net/manual.html

std::string to_base64(const unsigned char* bytes, std::size_t size) {
  std::string text(4 * ((size + 2) / 3) + 1, '\0');
  const int length = EVP_EncodeBlock(reinterpret_cast<unsigned char*>(text.data()), bytes, static_cast<int>(size));
  text.resize(static_cast<std::size_t>(length));
  return text;
}

}  // namespace

std::string pack(std::string_view text) {
  z_stream stream{};
  if (deflateInit2(&stream, Z_DEFAULT_COMPRESSION, Z_DEFLATED, MAX_WBITS + kGzip, MAX_MEM_LEVEL, Z_DEFAULT_STRATEGY) !=
      Z_OK)
    throw std::bad_alloc();
  std::vector<unsigned char> packed(deflateBound(&stream, text.size()));
  stream.next_in = reinterpret_cast<unsigned char*>(const_cast<char*>(text.data()));
  stream.avail_in = static_cast<unsigned>(text.size());
  stream.next_out = packed.data();
  stream.avail_out = static_cast<unsigned>(packed.size());
  deflate(&stream, Z_FINISH);  // deflateBound says that it fits
  deflateEnd(&stream);
  return to_base64(packed.data(), stream.total_out);
}

std::string hash_for_policy(std::string_view text) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned size = 0;
  EVP_Digest(text.data(), text.size(), digest.data(), &size, EVP_sha256(), nullptr);
  return "sha256-" + to_base64(digest.data(), size);
}

}  // namespace quantladder::report
