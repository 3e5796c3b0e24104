#include "quantladder/gguf/header.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>
#include <fstream>
#include <set>

#include "gguf/bytes.h"
#include "gguf/wrong_kind.h"
#include "quantladder/core/printable.h"
#include "quantladder/gguf/gguf.h"

namespace quantladder::gguf {
namespace {

constexpr std::uint32_t kMagic = 0x46554747;  // "GGUF"
constexpr std::uint32_t kFloat32 = 6;
constexpr std::uint32_t kFloat64 = 12;
constexpr std::uint32_t kString = 8;
constexpr std::uint32_t kArray = 9;
constexpr std::uint32_t kMaxDimensions = 4;    // GGML_MAX_DIMS
constexpr std::uint64_t kMaxKeyBytes = 65535;  // the format's own limit
constexpr int kMaxArrayDepth = 4;
constexpr std::uint64_t kMostKeptBytes = 64 << 20;  // of all texts, tokens and merges; ten times what a model has
constexpr std::uint64_t kMostElements = std::uint64_t{1} << 50;  // of all tensors
constexpr std::uint64_t kMostValues = 1 << 24;  // texts and arrays in all arrays: 64 times the largest vocabulary

std::uint64_t scalar_bytes(Bytes& in, std::uint32_t type) {
  constexpr std::array<std::uint64_t, 13> kBytes{1, 1, 2, 2, 4, 4, 4, 1, 0, 0, 8, 8, 8};
  if (type >= kBytes.size() || kBytes[type] == 0) in.fail("unknown value type " + std::to_string(type));
  return kBytes[type];
}

std::string read_key(Bytes& in) {
  const std::uint64_t length = in.read_u64();
  if (length > kMaxKeyBytes) in.fail("a key of " + std::to_string(length) + " bytes: the header is damaged");
  std::string key;
  in.read_into(key, length);
  return key;
}

// Reads one pair after the other. What a damaged or hostile count promises is bounded by kMostValues.
class PairReader {
 public:
  PairReader(Bytes& in, Header& header) : in_(in), header_(header) {}

  void read_pair() {
    const std::string key = read_key(in_);
    if (!keys_.insert(key).second) in_.fail("the key \"" + core::printable(key) + "\" stands in it twice");
    const std::uint32_t type = in_.read_u32();
    if (type == kString) {
      read_text(header_.texts[key]);
    } else if (type != kArray) {
      header_.numbers[key] = {type, in_.read_integer(scalar_bytes(in_, type))};
    } else {
      header_.arrays[key] = read_array(key);
    }
  }

 private:
  ArrayPlace read_array(const std::string& key) {
    ArrayPlace place{.type = in_.read_u32(), .count = in_.read_u64()};
    place.start = in_.position();
    std::string* kept = nullptr;
    if (key == "tokenizer.ggml.tokens") kept = &header_.tokens;
    if (key == "tokenizer.ggml.merges") kept = &header_.merges;
    if (place.type == kString && kept != nullptr) {
      read_strings(place.count, *kept);
    } else {
      skip_values(place.type, place.count, 0);
    }
    place.bytes = in_.position() - place.start;
    return place;
  }

  // The bytes as they are in the file: a canonical form to hash, lengths included.
  void read_strings(std::uint64_t count, std::string& out) {
    spend(count);
    for (std::uint64_t i = 0; i < count; ++i) {
      const std::uint64_t length = in_.read_u64();
      for (int shift = 0; shift < 64; shift += 8) out.push_back(static_cast<char>(length >> shift));
      keep(length);
      in_.read_into(out, length);
    }
  }

  void read_text(std::string& out) {
    const std::uint64_t length = in_.read_u64();
    keep(length);
    in_.read_into(out, length);
  }

  void skip_values(std::uint32_t type, std::uint64_t count, int depth) {
    if (depth > kMaxArrayDepth) in_.fail("arrays nested too deeply");
    if (type == kString) {
      spend(count);
      for (std::uint64_t i = 0; i < count; ++i) in_.skip(in_.read_u64());
    } else if (type == kArray) {
      spend(count);
      for (std::uint64_t i = 0; i < count; ++i) {
        const std::uint32_t inner = in_.read_u32();
        skip_values(inner, in_.read_u64(), depth + 1);
      }
    } else {
      const std::uint64_t each = scalar_bytes(in_, type);
      in_.skip(count > in_.remaining() / each ? in_.remaining() + 1 : count * each);  // too many: skip() refuses
    }
  }

  void spend(std::uint64_t values) {
    if (values > kMostValues - spent_) in_.fail("more values than any model has: the header is damaged");
    spent_ += values;
  }

  void keep(std::uint64_t bytes) {
    if (bytes > kMostKeptBytes - kept_) in_.fail("more text than any model has: the header is damaged");
    kept_ += bytes;
  }

  Bytes& in_;
  Header& header_;
  std::set<std::string> keys_;
  std::uint64_t kept_ = 0;
  std::uint64_t spent_ = 0;
};

TensorInfo read_tensor_info(Bytes& in) {
  TensorInfo tensor;
  tensor.name = read_key(in);
  const std::uint32_t dimensions = in.read_u32();
  if (dimensions > kMaxDimensions) in.fail("a tensor of " + std::to_string(dimensions) + " dimensions");
  tensor.elements = 1;
  for (std::uint32_t i = 0; i < dimensions; ++i) {
    const std::uint64_t length = in.read_u64();
    tensor.shape.at(i) = length;
    if (length == 0 || length > kMostElements / tensor.elements) {
      in.fail("a tensor with an impossible number of elements");
    }
    tensor.elements *= length;
  }
  tensor.type = in.read_u32();
  tensor.offset = in.read_u64();
  return tensor;
}

void check_version(Bytes& in, const std::string& start) {
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

std::vector<TensorInfo> read_tensor_infos(Bytes& in, std::uint64_t count) {
  std::vector<TensorInfo> tensors;
  std::set<std::string> names;
  std::uint64_t elements = 0;
  for (std::uint64_t i = 0; i < count; ++i) {
    tensors.push_back(read_tensor_info(in));
    elements += tensors.back().elements;
    if (elements > kMostElements) in.fail("tensors with an impossible number of elements");
    if (!names.insert(tensors.back().name).second) {
      in.fail("two tensors are called \"" + core::printable(tensors.back().name) + "\"");
    }
  }
  return tensors;
}

// Returns whether `fits` holds for one of the texts.
template <typename Fits>
bool find_text(std::string_view texts, const Fits& fits) {
  while (const auto text = take_text(texts)) {
    if (fits(*text)) return true;
  }
  return false;
}

template <typename Value>
Value value_of(std::uint64_t bits) {
  Value value{};
  std::memcpy(&value, &bits, sizeof value);
  return value;
}

}  // namespace

std::optional<std::string_view> take_text(std::string_view& texts) {
  std::uint64_t length = 0;
  if (texts.size() < sizeof length) return std::nullopt;
  for (int byte = 7; byte >= 0; --byte) length = length << 8 | static_cast<unsigned char>(texts[byte]);
  texts.remove_prefix(sizeof length);
  const std::string_view text = texts.substr(0, length);
  texts.remove_prefix(text.size());
  return text;
}

bool Number::is_fraction() const { return type == kFloat32 || type == kFloat64; }

std::string Number::to_text() const {
  switch (type) {
    case 1:
      return fmt::format("{}", value_of<std::int8_t>(bits));
    case 3:
      return fmt::format("{}", value_of<std::int16_t>(bits));
    case 5:
      return fmt::format("{}", value_of<std::int32_t>(bits));
    case kFloat32:
      return fmt::format("{:.9g}", value_of<float>(bits));
    case 7:
      return bits == 0 ? "false" : "true";
    case 11:
      return fmt::format("{}", value_of<std::int64_t>(bits));
    case kFloat64:
      return fmt::format("{:.17g}", value_of<double>(bits));
    default:
      return fmt::format("{}", bits);
  }
}

std::string Header::text(const std::string& key) const {
  const auto found = texts.find(key);
  return found == texts.end() ? std::string() : found->second;
}

std::optional<std::uint64_t> Header::number(const std::string& key) const {
  const auto found = numbers.find(key);
  return found == numbers.end() || found->second.is_fraction() ? std::nullopt : std::optional(found->second.bits);
}

std::uint64_t Header::token_count() const {
  const auto found = arrays.find("tokenizer.ggml.tokens");
  return found == arrays.end() ? 0 : found->second.count;
}

std::string Header::token(std::uint64_t id) const {
  std::string found;
  std::uint64_t at = 0;
  find_text(tokens, [&](std::string_view text) {
    if (at++ != id) return false;
    found = text;
    return true;
  });
  return found;
}

bool Header::has_token(std::string_view text) const {
  return find_text(tokens, [&](std::string_view each) { return each == text; });
}

Header read_header(const std::filesystem::path& path) {
  Bytes in(path);
  check_version(in, start_of(path));
  const std::uint64_t tensor_count = in.read_u64();
  const std::uint64_t pair_count = in.read_u64();
  Header header;
  header.file_bytes = in.size();
  PairReader pairs(in, header);
  for (std::uint64_t i = 0; i < pair_count; ++i) pairs.read_pair();
  header.tensors = read_tensor_infos(in, tensor_count);
  header.alignment = header.number("general.alignment").value_or(32);
  if (!std::has_single_bit(header.alignment) || header.alignment > (1U << 20)) {
    in.fail("an alignment of " + std::to_string(header.alignment) + " bytes");
  }
  header.data_start = (in.position() + header.alignment - 1) / header.alignment * header.alignment;
  return header;
}

std::vector<ControlToken> control_tokens(const std::filesystem::path& path) {
  constexpr std::uint64_t kControl = 3;
  const Header header = read_header(path);
  const auto types = header.arrays.find("tokenizer.ggml.token_type");
  if (types == header.arrays.end() || types->second.bytes != 4 * types->second.count) return {};
  Bytes in(path);
  in.skip(types->second.start);
  std::vector<ControlToken> found;
  std::uint64_t id = 0;
  find_text(header.tokens, [&](std::string_view text) {
    if (id >= types->second.count) return true;
    if (in.read_u32() == kControl && !text.empty()) found.push_back({static_cast<std::int32_t>(id), std::string(text)});
    ++id;
    return false;
  });
  return found;
}

}  // namespace quantladder::gguf
