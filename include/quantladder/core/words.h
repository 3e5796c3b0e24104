// Words: lists of them in one text, patterns, blanks and capitals.
#pragma once

#include <algorithm>
#include <string>
#include <string_view>

namespace quantladder::core {

// Returns whether `fits` holds for one of the words of `list`, such as "a b c"; an empty list has none.
template <typename Fits>
bool any_word(std::string_view list, const Fits& fits, char separator = ' ') {
  if (list.empty()) return false;
  while (true) {
    const std::size_t end = list.find(separator);
    if (fits(list.substr(0, end))) return true;
    if (end == std::string_view::npos) return false;
    list.remove_prefix(end + 1);
  }
}

// Returns whether `word` is one of the words of `list`.
inline bool has_word(std::string_view list, std::string_view word) {
  return any_word(list, [&](std::string_view each) { return each == word; });
}

// Returns whether one of the phrases of `list`, such as "no such file|not found", stands in `text`.
inline bool has_phrase_of(std::string_view text, std::string_view list) {
  return any_word(
      list, [&](std::string_view phrase) { return text.find(phrase) != std::string_view::npos; }, '|');
}

// Returns whether `name` is `pattern`, or begins as a pattern does that ends in '*': "--yarn-*".
inline bool fits_pattern(std::string_view name, std::string_view pattern) {
  return pattern.ends_with('*') ? name.starts_with(pattern.substr(0, pattern.size() - 1)) : name == pattern;
}

// Returns `text` with small letters in place of its capitals, those of ASCII.
inline std::string in_small_letters(std::string text) {
  for (char& c : text) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return text;
}

// Returns `text` without the blanks around it.
inline std::string_view trimmed(std::string_view text, std::string_view blanks = " \t\r\n") {
  text.remove_prefix(std::min(text.find_first_not_of(blanks), text.size()));
  return text.substr(0, text.find_last_not_of(blanks) + 1);
}

}  // namespace quantladder::core
