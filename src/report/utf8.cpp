// The part of text.h that looks at characters.
#include <algorithm>
#include <array>
#include <utility>

#include "quantladder/core/printable.h"
#include "text.h"

namespace quantladder::report {
namespace {

constexpr const char* kReplacement = "\xEF\xBF\xBD";

// Takes one character from the front; a byte that begins none is of code 0.
core::Character take(std::string_view& text) {
  core::Character next = core::character_at(text, 0);
  next.length = std::max<std::size_t>(next.length, 1);
  text.remove_prefix(next.length);
  return next;
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

// Returns the longest beginning that fits into `width` columns, at least one character.
std::size_t fitting_bytes(std::string_view text, int width) {
  std::string_view rest = text;
  int used = 0;
  while (!rest.empty()) {
    std::string_view after = rest;
    used += width_of(take(after).code);
    if (used > width && rest.size() < text.size()) break;
    rest = after;
  }
  return text.size() - rest.size();
}

}  // namespace

std::string to_line(std::string_view text) {
  std::string line;
  while (!text.empty()) {
    const char* begin = text.data();
    const core::Character next = take(text);
    if (next.code == '\n' || next.code == '\r' || next.code == '\t')
      line += ' ';
    else if (core::is_control(next.code))
      line += kReplacement;
    else
      line.append(begin, next.length);
  }
  return line;
}

int display_width(std::string_view text) {
  int width = 0;
  while (!text.empty()) width += width_of(take(text).code);
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
