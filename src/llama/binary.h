// What a llama-server program is and can do, asked of the program itself: version strings do not tell.
#pragma once

#include <set>
#include <string>

#include "quantladder/llama/server.h"

namespace quantladder::llama {

using Flags = std::set<std::string>;

// Every flag in the first column of --help: "-c", "--ctx-size", ... Empty: the text lists none.
Flags parse_help_flags(const std::string& help);

// The line of --version output that names the version; empty when there is none.
std::string parse_version_line(const std::string& output);

// True when --list-devices names at least one device.
bool parse_has_devices(const std::string& output);

// Asked once per program file (path, size, time of change), then remembered.
struct BinaryKnowledge {
  BinaryFacts facts;
  Flags flags;
  bool has_devices = false;
};
const BinaryKnowledge& know_binary(const std::string& binary);

}  // namespace quantladder::llama
