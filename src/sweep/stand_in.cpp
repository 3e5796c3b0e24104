#include <bit>
#include <cstdint>

#include "quantladder/sweep/imatrix.h"
#include "quantladder/sys/files.h"

namespace quantladder::sweep {
namespace {

// Of GGUF's types of values, and of tensors.
constexpr std::uint32_t kUint32 = 4;
constexpr std::uint32_t kText = 8;
constexpr std::uint32_t kList = 9;
constexpr std::uint32_t kFloat = 0;
constexpr std::size_t kAlignment = 32;

// Writes little-endian values one behind the other.
struct GgufBytes {
  std::string bytes;

  GgufBytes& number(std::uint64_t value, int size) {
    for (int i = 0; i < size; ++i) bytes.push_back(static_cast<char>(value >> (8 * i)));
    return *this;
  }
  GgufBytes& text(const std::string& value) {
    number(value.size(), 8);
    bytes += value;
    return *this;
  }
  GgufBytes& tensor(const std::string& name, std::uint64_t values, std::uint64_t offset) {
    return text(name).number(1, 4).number(values, 8).number(kFloat, 4).number(offset, 8);
  }
  void pad() { bytes.resize((bytes.size() + kAlignment - 1) / kAlignment * kAlignment); }
};

}  // namespace

void write_stand_in(const std::filesystem::path& file) {
  constexpr int kValues = 8;
  constexpr auto kOne = std::bit_cast<std::uint32_t>(1.0F);
  GgufBytes out{"GGUF"};
  out.number(3, 4).number(2, 8).number(4, 8);  // version, tensors, keys
  out.text("general.type").number(kText, 4).text("imatrix");
  out.text("imatrix.datasets").number(kList, 4).number(kText, 4).number(1, 8).text("none");
  out.text("imatrix.chunk_count").number(kUint32, 4).number(1, 4);
  out.text("imatrix.chunk_size").number(kUint32, 4).number(512, 4);
  out.tensor("none.in_sum2", kValues, 0).tensor("none.counts", 1, kAlignment);
  out.pad();
  for (int i = 0; i < kValues + 1; ++i) out.number(kOne, 4);  // 8 values fill what comes before the count
  out.pad();
  sys::write_file(file, out.bytes);
}

}  // namespace quantladder::sweep
