// llama.cpp's programs that measure without a server: which there are, and where.
#pragma once

#include <array>
#include <optional>
#include <string>

#include "quantladder/core/model.h"
#include "quantladder/llama/server.h"

namespace quantladder::llama {

enum class Tool { bench, perplexity, imatrix, quantize };

struct ToolRow {
  Tool tool;
  const char* program;  // "llama-bench"
  const char* does;     // "measures speed without a server"
};
const std::array<ToolRow, 4>& tools();  // in the order of the enum
const char* program_of(Tool tool);

// Returns where it is: in the folder `server.tools`; where none is given, beside the llama-server that `server.binary`
// is, else on PATH. A folder that does not have it is nullopt: no other program takes its place.
std::optional<std::string> find_tool(Tool tool, const core::ServerSettings& server);

// Returns the program's place, version (empty: it does not tell) and hash. Throws core::Error(environment) with the
// remedy when there is none.
BinaryFacts inspect_tool(Tool tool, const core::ServerSettings& server);

}  // namespace quantladder::llama
