// Answers small questions about text that the extractor's parts share. It reads bytes, by ASCII rules only.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace quantladder::extract {

using Lines = std::vector<std::string_view>;

inline bool is_space(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\f' || c == '\v'; }
inline bool is_digit(char c) { return c >= '0' && c <= '9'; }
inline bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }
inline bool is_letter(char c) { return is_upper(c) || (c >= 'a' && c <= 'z'); }
inline bool is_word(char c) { return is_letter(c) || is_digit(c) || c == '_' || static_cast<unsigned char>(c) >= 0x80; }

std::string_view trim(std::string_view text);
std::string_view trim_odd_blanks(std::string_view text);  // no-break and zero-width ones as well
std::string to_lower(std::string_view text);
std::size_t indent_of(std::string_view line);          // leading blanks and tabs, in bytes
std::string_view leading_word(std::string_view text);  // letters, digits, '_' and non-ASCII bytes
Lines split_lines(std::string_view text);              // without their ends, LF or CRLF; a leading BOM is dropped
bool contains(std::string_view text, std::string_view part);

// The words of a table in one text, with '|' between them.
using Words = std::string_view;
bool is_among(std::string_view word, Words words);
bool contains_any(std::string_view text, Words words);
bool starts_with_any(std::string_view text, Words words);

// Returns where in `line` the list marker ("- ", "2. ") and the blanks before its text end; the indent when it has
// none.
std::size_t text_begin(std::string_view line);

}  // namespace quantladder::extract
