#include "tasks/import/packed_text.h"

#include <algorithm>

#include "quantladder/core/error.h"
#include "tasks/import/row_text.h"

namespace quantladder::tasks {
namespace {

int base64_value(char c) {
  constexpr std::string_view kDigits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  const std::size_t at = kDigits.find(c);
  return at == std::string_view::npos ? -1 : static_cast<int>(at);
}

// What an instruction of a pickle is followed by. All that are not here are refused.
enum class Follows { skipped, text, end };
struct Instruction {
  char code;
  Follows follows;
  std::size_t bytes;  // that are skipped, or that give the text's length
};
constexpr Instruction kInstructions[] = {
    {'\x80', Follows::skipped, 1},  // the protocol's number
    {'\x95', Follows::skipped, 8},  // the length of a frame
    {'\x94', Follows::skipped, 0},  // keep it in the memo
    {'q', Follows::skipped, 1},     // likewise, under a number
    {'r', Follows::skipped, 4},     // likewise
    {'\x8c', Follows::text, 1},     // UTF-8
    {'X', Follows::text, 4},       {'\x8d', Follows::text, 8}, {'.', Follows::end, 0},
};

std::uint64_t little_endian(std::string_view bytes) {
  std::uint64_t value = 0;
  for (auto byte = bytes.rbegin(); byte != bytes.rend(); ++byte) value = value << 8 | static_cast<unsigned char>(*byte);
  return value;
}

}  // namespace

std::optional<std::string> from_base64(std::string_view text) {
  while (text.ends_with('=')) text.remove_suffix(1);
  std::string bytes;
  bytes.reserve(text.size() / 4 * 3 + 3);
  unsigned bits = 0;
  int held = 0;
  for (const char c : text) {
    const int value = base64_value(c);
    if (value < 0) return std::nullopt;
    bits = (bits << 6 | static_cast<unsigned>(value)) & 0xffffffu;
    held += 6;
    if (held < 8) continue;
    held -= 8;
    bytes += static_cast<char>(bits >> held & 0xffu);
  }
  return bytes;
}

std::optional<std::string> pickled_string(std::string_view pickle) {
  std::optional<std::string> text;
  while (!pickle.empty()) {
    const auto* found = std::find_if(std::begin(kInstructions), std::end(kInstructions),
                                     [&](const Instruction& each) { return each.code == pickle.front(); });
    if (found == std::end(kInstructions) || pickle.size() - 1 < found->bytes) return std::nullopt;
    const std::string_view operand = pickle.substr(1, found->bytes);
    pickle.remove_prefix(1 + found->bytes);
    if (found->follows == Follows::end) return pickle.empty() ? text : std::nullopt;
    if (found->follows != Follows::text) continue;
    const std::uint64_t size = little_endian(operand);
    if (text || size > pickle.size()) return std::nullopt;
    text = std::string(pickle.substr(0, size));
    pickle.remove_prefix(size);
  }
  return std::nullopt;
}

std::string unpack_text(const std::string& packed) {
  const auto bytes = from_base64(packed);
  if (!bytes) throw core::Error(core::ErrorKind::usage, "neither JSON nor base64");
  std::string text = inflated(*bytes);
  if (text.starts_with('[')) return text;
  if (auto string = pickled_string(text)) return std::move(*string);
  throw core::Error(
      core::ErrorKind::usage,
      "a Python pickle of more than one string, which could run any code and is never unpickled; write it as "
      "JSON text, in a sandbox of your own, and import that");
}

}  // namespace quantladder::tasks
