// What one of llama.cpp's programs can do, asked of the program itself.
#pragma once

#include "llama/binary.h"
#include "quantladder/llama/tools.h"

namespace quantladder::llama {

// Throws core::Error(environment) with the remedy when there is none.
const BinaryKnowledge& know_tool(Tool tool, const core::ServerSettings& server);

}  // namespace quantladder::llama
