#include "support/gguf_bytes_builder.h"

#include "quantladder/sys/files.h"

namespace quantladder::test {
namespace {

constexpr std::uint32_t kUint32 = 4;
constexpr std::uint32_t kFloat32 = 6;
constexpr std::uint32_t kString = 8;
constexpr std::uint32_t kArray = 9;

template <typename Number>
std::string little_endian(Number value) {
  std::string bytes;
  for (std::size_t i = 0; i < sizeof(Number); ++i) bytes.push_back(static_cast<char>(value >> (8 * i)));
  return bytes;
}

}  // namespace

std::string GgufBytesBuilder::u32(std::uint32_t value) { return little_endian(value); }
std::string GgufBytesBuilder::u64(std::uint64_t value) { return little_endian(value); }
std::string GgufBytesBuilder::string(const std::string& value) { return u64(value.size()) + value; }

GgufBytesBuilder& GgufBytesBuilder::raw_pair(const std::string& bytes) {
  pairs_ += bytes;
  ++pair_count_;
  return *this;
}

GgufBytesBuilder& GgufBytesBuilder::text(const std::string& key, const std::string& value) {
  return raw_pair(string(key) + u32(kString) + string(value));
}

GgufBytesBuilder& GgufBytesBuilder::number(const std::string& key, std::uint32_t value) {
  return raw_pair(string(key) + u32(kUint32) + u32(value));
}

GgufBytesBuilder& GgufBytesBuilder::texts(const std::string& key, const std::vector<std::string>& values) {
  std::string bytes = string(key) + u32(kArray) + u32(kString) + u64(values.size());
  for (const auto& value : values) bytes += string(value);
  return raw_pair(bytes);
}

GgufBytesBuilder& GgufBytesBuilder::floats(const std::string& key, std::uint64_t count) {
  return raw_pair(string(key) + u32(kArray) + u32(kFloat32) + u64(count) + std::string(4 * count, '\0'));
}

GgufBytesBuilder& GgufBytesBuilder::tensor(const std::string& name, const std::vector<std::uint64_t>& shape,
                                           std::uint32_t type, std::uint64_t offset) {
  tensors_ += string(name) + u32(static_cast<std::uint32_t>(shape.size()));
  for (const auto length : shape) tensors_ += u64(length);
  tensors_ += u32(type) + u64(offset);
  ++tensor_count_;
  return *this;
}

GgufBytesBuilder& GgufBytesBuilder::data(std::uint64_t bytes) {
  data_bytes_ = bytes;
  return *this;
}

std::string GgufBytesBuilder::bytes() const {
  std::string all = "GGUF" + u32(version_) + u64(tensor_count_) + u64(pair_count_) + pairs_ + tensors_;
  all.resize((all.size() + 31) / 32 * 32, '\0');
  return all + std::string(data_bytes_, '\0');
}

void GgufBytesBuilder::write(const std::filesystem::path& path) const { sys::write_file(path, bytes()); }

}  // namespace quantladder::test
