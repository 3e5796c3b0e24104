#include "extract/text.h"

#include <algorithm>
#include <array>

namespace quantladder::extract {
namespace {

// Characters that nobody sees: the no-break space, those of no width, and the byte order mark.
constexpr auto kOddBlanks =
    std::to_array<std::string_view>({"\u00A0", "\u200B", "\u200C", "\u200D", "\u2060", "\u202F", "\uFEFF"});

template <typename Predicate>
bool any_of(Words words, Predicate holds) {
  while (!words.empty()) {
    const std::size_t end = std::min(words.find('|'), words.size());
    if (holds(words.substr(0, end))) return true;
    words.remove_prefix(std::min(end + 1, words.size()));
  }
  return false;
}

}  // namespace

std::string_view trim(std::string_view text) {
  while (!text.empty() && is_space(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_space(text.back())) text.remove_suffix(1);
  return text;
}

std::string_view trim_odd_blanks(std::string_view text) {
  for (std::size_t before = text.size() + 1; text.size() < before;) {
    before = text.size();
    text = trim(text);
    for (const std::string_view blank : kOddBlanks) {
      if (text.starts_with(blank)) text.remove_prefix(blank.size());
      if (text.ends_with(blank)) text.remove_suffix(blank.size());
    }
  }
  return text;
}

std::string to_lower(std::string_view text) {
  std::string lower(text);
  for (char& c : lower) {
    if (is_upper(c)) c = static_cast<char>(c - 'A' + 'a');
  }
  return lower;
}

std::size_t indent_of(std::string_view line) {
  std::size_t n = 0;
  while (n < line.size() && (line[n] == ' ' || line[n] == '\t')) ++n;
  return n;
}

std::string_view leading_word(std::string_view text) {
  std::size_t n = 0;
  while (n < text.size() && is_word(text[n])) ++n;
  return text.substr(0, n);
}

Lines split_lines(std::string_view text) {
  constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
  if (text.starts_with(kByteOrderMark)) text.remove_prefix(kByteOrderMark.size());
  Lines lines;
  lines.reserve(static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n')) + 1);
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    std::string_view line = text.substr(0, end);
    if (line.ends_with('\r')) line.remove_suffix(1);
    lines.push_back(line);
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return lines;
}

bool contains(std::string_view text, std::string_view part) { return text.find(part) != std::string_view::npos; }

bool is_among(std::string_view word, Words words) {
  return any_of(words, [&](std::string_view each) { return each == word; });
}

bool contains_any(std::string_view text, Words words) {
  return any_of(words, [&](std::string_view each) { return contains(text, each); });
}

bool starts_with_any(std::string_view text, Words words) {
  return any_of(words, [&](std::string_view each) { return text.starts_with(each); });
}

std::size_t text_begin(std::string_view line) {
  const std::size_t indent = indent_of(line);
  std::size_t at = indent;
  if (at < line.size() && (line[at] == '-' || line[at] == '*' || line[at] == '+')) {
    ++at;
  } else {
    while (at < line.size() && is_digit(line[at])) ++at;
    if (at == indent || at == line.size() || (line[at] != '.' && line[at] != ')')) return indent;
    ++at;
  }
  const std::size_t marker_end = at;
  while (at < line.size() && is_space(line[at])) ++at;
  return at == marker_end ? indent : at;
}

}  // namespace quantladder::extract
