// The options that a program lists in its --help, whatever the layout.
#pragma once

#include <map>
#include <string>
#include <vector>

namespace quantladder::llama {

// Option ("-c", "--ctx-size") -> how the help writes its value: "N", "[on|off|auto]"; empty: it takes none.
using Flags = std::map<std::string, std::string>;

// What stands for the value of -lv where the help calls level 4 so. In builds before that name level 4 is for
// debugging: it logs lines for each token.
inline constexpr const char* kTraceLevel = "trace";

// Lines that begin with an option, indented by blanks or tabs or not; options that a description mentions are none.
// Empty: the text lists none.
Flags parse_help_flags(const std::string& help);

// `lines` written as in a help: {"-fa [on|off]", "--jinja"}.
Flags flags_from(const std::vector<std::string>& lines);

}  // namespace quantladder::llama
