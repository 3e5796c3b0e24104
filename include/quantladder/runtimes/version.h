// Versions as programs print them.
#pragma once

#include <string>
#include <string_view>

namespace quantladder::runtimes {

// Returns the first number with a dot in the text, with all its parts: "1.27.3" of "go version go1.27.3 linux/amd64".
// Empty where there is none.
std::string version_in(std::string_view text);

// Compares number by number; a part that is missing counts as 0.
bool is_older(std::string_view version, std::string_view than);

// Returns the first two parts: "3.11" of "3.11.2".
std::string minor_version(const std::string& version);

}  // namespace quantladder::runtimes
