// Text from outside on its way to a terminal, a message or a log.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace quantladder::core {

struct Character {
  char32_t code = 0;
  std::size_t length = 0;  // in bytes; 0: none begins there
};
// Returns the character that begins at `at`, as RFC 3629 has it: no surrogates, no form longer than need be, nothing
// above U+10FFFF.
Character character_at(std::string_view text, std::size_t at);

// Tells of the control characters. What ends a line or turns its order is among them: with it a name can pass for
// another, or for a verdict.
bool is_control(char32_t code);

// Writes control characters and bytes that are no UTF-8 as \x1b, so that none reaches a terminal; those of `kept` stay.
std::string printable(std::string_view text, std::string_view kept = "");

// Returns whether printable would leave it as it is.
bool is_printable(std::string_view text);

// Returns the text with U+FFFD in place of invalid UTF-8.
std::string make_valid_utf8(std::string_view text);

// Returns one line: control characters and line ends become spaces, runs of spaces one, at most `max_bytes` (then
// "...").
std::string make_one_line(std::string_view text, std::size_t max_bytes = 300);

// Returns the argument as a shell takes it: as it is, or in single quotes.
std::string quote_for_shell(const std::string& argument);

}  // namespace quantladder::core
