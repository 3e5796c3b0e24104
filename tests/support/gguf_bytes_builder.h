// GGUF files for tests, byte by byte, well-formed or not.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace quantladder::test {

class GgufBytesBuilder {
 public:
  explicit GgufBytesBuilder(std::uint32_t version = 3) : version_(version) {}

  GgufBytesBuilder& text(const std::string& key, const std::string& value);
  GgufBytesBuilder& number(const std::string& key, std::uint32_t value);
  GgufBytesBuilder& texts(const std::string& key, const std::vector<std::string>& values);
  GgufBytesBuilder& floats(const std::string& key, std::uint64_t count);
  GgufBytesBuilder& raw_pair(const std::string& bytes);  // anything at all in a pair's place
  GgufBytesBuilder& tensor(const std::string& name, const std::vector<std::uint64_t>& shape, std::uint32_t type,
                           std::uint64_t offset);
  GgufBytesBuilder& data(std::uint64_t bytes);

  std::string bytes() const;
  void write(const std::filesystem::path& path) const;

  static std::string u32(std::uint32_t value);
  static std::string u64(std::uint64_t value);
  static std::string string(const std::string& value);

 private:
  std::uint32_t version_;
  std::string pairs_;
  std::string tensors_;
  std::uint64_t pair_count_ = 0;
  std::uint64_t tensor_count_ = 0;
  std::uint64_t data_bytes_ = 0;
};

}  // namespace quantladder::test
