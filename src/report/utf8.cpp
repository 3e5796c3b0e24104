// The part of text.h that looks at characters.
#include <algorithm>
#include <array>
#include <utility>

#include "text.h"

namespace quantladder::report {
namespace {

constexpr char32_t kBroken = 0xFFFD;

struct Decoded {
  char32_t code = kBroken;
  std::size_t length = 1;  // bytes
};

// One character; a broken sequence is one byte of kBroken. Overlong forms and surrogates are broken.
Decoded decode(std::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char first = byte(0);
  if (first < 0x80) return {first, 1};
  const std::size_t length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
  if (first < 0xC2 || first > 0xF4 || text.size() < length) return {};
  char32_t code = first & (0xFFu >> (length + 1));
  for (std::size_t i = 1; i < length; ++i) {
    if ((byte(i) & 0xC0) != 0x80) return {};
    code = code << 6 | (byte(i) & 0x3Fu);
  }
  static constexpr std::array<char32_t, 5> kSmallest{0, 0, 0x80, 0x800, 0x10000};
  if (code < kSmallest[length] || code > 0x10FFFF || (code >= 0xD800 && code <= 0xDFFF)) return {};
  return {code, length};
}

using Range = std::pair<char32_t, char32_t>;

template <std::size_t N>
bool in_any(const std::array<Range, N>& ranges, char32_t code) {
  return std::any_of(ranges.begin(), ranges.end(), [&](const Range& r) { return r.first <= code && code <= r.second; });
}

int width_of(char32_t code) {
  static constexpr std::array<Range, 9> kNothing{{{0x0300, 0x036F},
                                                  {0x0483, 0x0489},
                                                  {0x0591, 0x05BD},
                                                  {0x1AB0, 0x1AFF},
                                                  {0x1DC0, 0x1DFF},
                                                  {0x200B, 0x200F},
                                                  {0x20D0, 0x20FF},
                                                  {0xFE00, 0xFE0F},
                                                  {0xFE20, 0xFE2F}}};
  static constexpr std::array<Range, 10> kWide{{{0x1100, 0x115F},
                                                {0x2E80, 0x303E},
                                                {0x3041, 0x33FF},
                                                {0x3400, 0x4DBF},
                                                {0x4E00, 0x9FFF},
                                                {0xA000, 0xA4CF},
                                                {0xAC00, 0xD7A3},
                                                {0xF900, 0xFAFF},
                                                {0xFF00, 0xFF60},
                                                {0x1F300, 0x1FAFF}}};
  if (in_any(kNothing, code)) return 0;
  return in_any(kWide, code) || (code >= 0x20000 && code <= 0x3FFFD) ? 2 : 1;
}

// Bidirectional controls can make a line read as something else.
bool is_control(char32_t code) {
  const auto within = [&](char32_t first, char32_t last) { return code >= first && code <= last; };
  return code < 0x20 || within(0x7F, 0x9F) || code == 0x061C || within(0x200E, 0x200F) || within(0x2028, 0x202E) ||
         within(0x2066, 0x2069);
}

// The longest beginning that fits into `width` columns, at least one character.
std::size_t fitting_bytes(std::string_view text, int width) {
  std::size_t end = 0;
  int used = 0;
  while (end < text.size()) {
    const Decoded next = decode(text.substr(end));
    used += width_of(next.code);
    if (used > width && end > 0) break;
    end += next.length;
  }
  return end;
}

}  // namespace

std::string to_line(std::string_view text) {
  std::string line;
  while (!text.empty()) {
    const Decoded next = decode(text);
    const bool broken = next.code == kBroken && next.length == 1;
    if (next.code == '\n' || next.code == '\r' || next.code == '\t')
      line += ' ';
    else if (broken || is_control(next.code))
      line += "\xEF\xBF\xBD";
    else
      line += text.substr(0, next.length);
    text.remove_prefix(next.length);
  }
  return line;
}

int display_width(std::string_view text) {
  int width = 0;
  while (!text.empty()) {
    const Decoded next = decode(text);
    width += width_of(next.code);
    text.remove_prefix(next.length);
  }
  return width;
}

std::vector<std::string> wrap(std::string_view text, int width) {
  std::vector<std::string> lines;
  std::string line;
  const auto flush = [&] {
    if (!line.empty()) lines.push_back(std::exchange(line, ""));
  };
  while (!text.empty()) {
    std::string_view word = text.substr(0, text.find(' '));
    text.remove_prefix(std::min(word.size() + 1, text.size()));
    if (word.empty()) continue;
    if (!line.empty() && display_width(line) + 1 + display_width(word) > width) flush();
    while (display_width(word) > width) {
      const std::size_t cut = fitting_bytes(word, width);
      lines.emplace_back(word.substr(0, cut));
      word.remove_prefix(cut);
    }
    if (word.empty()) continue;
    line += (line.empty() ? "" : " ") + std::string(word);
  }
  flush();
  if (lines.empty()) lines.emplace_back();
  return lines;
}

}  // namespace quantladder::report
