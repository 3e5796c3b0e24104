#include "quantladder/core/printable.h"

#include <fmt/format.h>

namespace quantladder::core {
namespace {

bool continues(std::string_view text, std::size_t at) {
  return at < text.size() && (static_cast<unsigned char>(text[at]) & 0xC0) == 0x80;
}

// Bytes of the character that begins here; 0: none does, or it is a control character (U+0080 to U+009F too).
std::size_t length_of_printable(std::string_view text, std::size_t at) {
  const auto byte = static_cast<unsigned char>(text[at]);
  if (byte < 0x80) return byte >= 0x20 && byte != 0x7F ? 1 : 0;
  const std::size_t length = byte >= 0xF0 && byte < 0xF5 ? 4 : byte >= 0xE0 && byte < 0xF0 ? 3 : byte >= 0xC2 ? 2 : 0;
  if (length == 0 || byte >= 0xF5) return 0;
  for (std::size_t i = 1; i < length; ++i) {
    if (!continues(text, at + i)) return 0;
  }
  const bool is_control = byte == 0xC2 && static_cast<unsigned char>(text[at + 1]) < 0xA0;
  return is_control ? 0 : length;
}

}  // namespace

std::string printable(std::string_view text, std::string_view kept) {
  std::string result;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t length = kept.find(text[at]) != std::string_view::npos ? 1 : length_of_printable(text, at);
    if (length == 0) {
      result += fmt::format("\\x{:02x}", static_cast<unsigned char>(text[at++]));
    } else {
      result += text.substr(at, length);
      at += length;
    }
  }
  return result;
}

bool is_printable(std::string_view text) {
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t length = length_of_printable(text, at);
    if (length == 0) return false;
    at += length;
  }
  return true;
}

}  // namespace quantladder::core
