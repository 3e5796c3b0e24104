// Text from outside on its way to a terminal.
#pragma once

#include <string>
#include <string_view>

namespace quantladder::core {

// Control characters, those that turn the order of a line, and bytes that are no UTF-8, as \x1b, so that none reaches
// a terminal; those of `kept` stay.
std::string printable(std::string_view text, std::string_view kept = "");

// Whether printable would change it.
bool is_printable(std::string_view text);

}  // namespace quantladder::core
