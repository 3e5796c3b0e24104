// Tells what a llama-server program is and can do, asked of the program itself: version strings do not tell.
#pragma once

#include <string>

#include "llama/help_flags.h"
#include "quantladder/llama/server.h"
#include "quantladder/llama/tools.h"

namespace quantladder::llama {

// Returns the line of --version output that names the version; empty when there is none.
std::string parse_version_line(const std::string& output);

// Returns whether --list-devices names at least one device.
bool parse_has_devices(const std::string& output);

// A program as it describes itself. Asked once per program file (path, size, time of change), then remembered.
struct BinaryKnowledge {
  BinaryFacts facts;
  std::string help;  // as it prints it
  Flags flags;       // that its help lists
  bool has_devices = false;
};
// `path` as sys::find_program gives it. The version is empty where the program does not tell it.
const BinaryKnowledge& know_program(const std::string& path);
// Throws core::Error(environment) with the remedy for a llama-server that is not there, or is none.
const BinaryKnowledge& know_binary(const std::string& binary);

// Throws core::Error(environment) with the remedy when there is no such tool.
const BinaryKnowledge& know_tool(Tool tool, const core::ServerSettings& server);

// Returns what `server.program_options` says, else what the program lists in its help.
Flags flags_of(const core::ServerSettings& server);

}  // namespace quantladder::llama
