#include "llama/gguf_header.h"

#include <array>
#include <fstream>
#include <limits>

#include "llama/gguf_bytes.h"
#include "llama/gguf_kind.h"

namespace quantladder::llama {
namespace {

constexpr std::uint32_t kMagic = 0x46554747;  // "GGUF"
constexpr std::uint32_t kString = 8;
constexpr std::uint32_t kArray = 9;
constexpr std::uint32_t kMaxDimensions = 4;    // GGML_MAX_DIMS
constexpr std::uint64_t kMaxKeyBytes = 65535;  // the format's own limit
constexpr int kMaxArrayDepth = 4;

std::uint64_t scalar_bytes(GgufBytes& in, std::uint32_t type) {
  constexpr std::array<std::uint64_t, 13> kBytes{1, 1, 2, 2, 4, 4, 4, 1, 0, 0, 8, 8, 8};
  if (type >= kBytes.size() || kBytes[type] == 0) in.fail("unknown value type " + std::to_string(type));
  return kBytes[type];
}

std::string read_string(GgufBytes& in) {
  std::string text;
  in.read_into(text, in.read_u64());
  return text;
}

std::string read_key(GgufBytes& in) {
  const std::uint64_t length = in.read_u64();
  if (length > kMaxKeyBytes) in.fail("a key of " + std::to_string(length) + " bytes: the header is damaged");
  std::string key;
  in.read_into(key, length);
  return key;
}

void skip_array(GgufBytes& in, int depth);

void skip_elements(GgufBytes& in, std::uint32_t type, std::uint64_t count, int depth) {
  if (type == kString) {
    for (std::uint64_t i = 0; i < count; ++i) in.skip(in.read_u64());
  } else if (type == kArray) {
    for (std::uint64_t i = 0; i < count; ++i) skip_array(in, depth + 1);
  } else {
    const std::uint64_t each = scalar_bytes(in, type);
    in.skip(count > in.remaining() / each ? in.remaining() + 1 : count * each);  // too many: skip() refuses
  }
}

void skip_array(GgufBytes& in, int depth) {
  if (depth > kMaxArrayDepth) in.fail("arrays nested too deeply");
  const std::uint32_t type = in.read_u32();
  const std::uint64_t count = in.read_u64();
  skip_elements(in, type, count, depth);
}

// The bytes of an array of strings as they are in the file: a canonical form to hash, lengths included.
std::uint64_t read_string_array(GgufBytes& in, std::string& out) {
  const std::uint32_t type = in.read_u32();
  const std::uint64_t count = in.read_u64();
  if (type != kString) {
    skip_elements(in, type, count, 0);
    return count;
  }
  for (std::uint64_t i = 0; i < count; ++i) {
    const std::uint64_t length = in.read_u64();
    for (int shift = 0; shift < 64; shift += 8) out.push_back(static_cast<char>(length >> shift));
    in.read_into(out, length);
  }
  return count;
}

void read_pair(GgufBytes& in, GgufHeader& header) {
  const std::string key = read_key(in);
  const std::uint32_t type = in.read_u32();
  if (type == kString) {
    header.texts[key] = read_string(in);
  } else if (type != kArray) {
    header.numbers[key] = in.read_integer(scalar_bytes(in, type));  // floats too; none of the keys used is one
  } else if (key == "tokenizer.ggml.tokens") {
    header.token_count = read_string_array(in, header.tokens);
  } else if (key == "tokenizer.ggml.merges") {
    read_string_array(in, header.merges);
  } else {
    skip_array(in, 0);
  }
}

GgufTensor read_tensor_info(GgufBytes& in) {
  GgufTensor tensor;
  tensor.name = read_key(in);
  const std::uint32_t dimensions = in.read_u32();
  if (dimensions > kMaxDimensions) in.fail("a tensor of " + std::to_string(dimensions) + " dimensions");
  tensor.elements = 1;
  tensor.row = 1;
  for (std::uint32_t i = 0; i < dimensions; ++i) {
    const std::uint64_t length = in.read_u64();
    if (i == 0) tensor.row = length;
    if (length != 0 && tensor.elements > std::numeric_limits<std::uint64_t>::max() / length) {
      in.fail("a tensor with an impossible number of elements");
    }
    tensor.elements *= length;
  }
  tensor.type = in.read_u32();
  tensor.offset = in.read_u64();
  return tensor;
}

void check_version(GgufBytes& in, const std::string& start) {
  if (in.size() < 4 || in.read_u32() != kMagic) {
    const std::string other = name_other_file(start);
    in.fail(other.empty() ? "not a GGUF file" : "not a GGUF file but " + other);
  }
  const std::uint32_t version = in.read_u32();
  if (version == 0x02000000 || version == 0x03000000)
    in.fail("a big-endian GGUF file: llama-server can't read it here");
  if (version != 2 && version != 3) in.fail("GGUF version " + std::to_string(version) + ": only 2 and 3 are known");
}

std::string start_of(const std::filesystem::path& path) {
  std::string start(64, '\0');
  std::ifstream file(path, std::ios::binary);
  file.read(start.data(), static_cast<std::streamsize>(start.size()));
  start.resize(static_cast<std::size_t>(file.gcount()));
  return start;
}

}  // namespace

GgufHeader read_gguf_header(const std::filesystem::path& path) {
  GgufBytes in(path);
  check_version(in, start_of(path));
  const std::uint64_t tensor_count = in.read_u64();
  const std::uint64_t pair_count = in.read_u64();
  GgufHeader header;
  header.file_bytes = in.size();
  for (std::uint64_t i = 0; i < pair_count; ++i) read_pair(in, header);
  for (std::uint64_t i = 0; i < tensor_count; ++i) header.tensors.push_back(read_tensor_info(in));
  const std::uint64_t alignment = header.number("general.alignment").value_or(32);
  if (alignment == 0 || alignment > (1U << 20)) in.fail("an alignment of " + std::to_string(alignment) + " bytes");
  header.data_start = (in.position() + alignment - 1) / alignment * alignment;
  return header;
}

}  // namespace quantladder::llama
