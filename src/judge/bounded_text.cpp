#include "judge/bounded_text.h"

#include <fmt/format.h>

#include <algorithm>

namespace quantladder::judge {
namespace {

// Length of the well-formed UTF-8 sequence at `at`; 0: there is none (RFC 3629: no surrogates, no overlong forms).
std::size_t sequence_length(std::string_view text, std::size_t at) {
  const auto byte = [&](std::size_t i) { return at + i < text.size() ? static_cast<unsigned char>(text[at + i]) : 0U; };
  const unsigned first = byte(0);
  const std::size_t length = first < 0xC2 ? 0 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : first < 0xF5 ? 4 : 0;
  for (std::size_t i = 1; i < length; ++i) {
    if ((byte(i) & 0xC0U) != 0x80U) return 0;
  }
  const bool overlong = (first == 0xE0 && byte(1) < 0xA0) || (first == 0xF0 && byte(1) < 0x90);
  const bool outside = (first == 0xED && byte(1) > 0x9F) || (first == 0xF4 && byte(1) > 0x8F);
  return overlong || outside ? 0 : length;
}

}  // namespace

void BoundedText::add(std::string_view text) {
  total_ += text.size();
  const std::size_t to_head = std::min(half_ - head_.size(), text.size());
  head_ += text.substr(0, to_head);
  text.remove_prefix(to_head);
  if (text.size() > half_) text.remove_prefix(text.size() - half_);
  tail_ += text;
  if (tail_.size() > 2 * half_) tail_.erase(0, tail_.size() - half_);
}

std::string BoundedText::text() const {
  const std::size_t after_head = total_ - head_.size();
  if (after_head <= half_) return head_ + tail_.substr(tail_.size() - after_head);
  return fmt::format("{}\n[{} bytes left out]\n{}", head_, after_head - half_, tail_.substr(tail_.size() - half_));
}

std::string printable(std::string_view text) {
  std::string result;
  result.reserve(text.size());
  for (std::size_t at = 0; at < text.size();) {
    const auto byte = static_cast<unsigned char>(text[at]);
    const std::size_t length = byte < 0x80 ? 1 : sequence_length(text, at);
    const bool control = (byte < 0x20 && byte != '\n' && byte != '\t') || byte == 0x7F ||
                         (length == 2 && byte == 0xC2 && static_cast<unsigned char>(text[at + 1]) < 0xA0);
    if (length == 0 || control) {
      result += fmt::format("\\x{:02x}", byte);
      ++at;
    } else {
      result += text.substr(at, length);
      at += length;
    }
  }
  return result;
}

}  // namespace quantladder::judge
