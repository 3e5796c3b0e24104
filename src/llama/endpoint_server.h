// A server that the user runs.
#pragma once

#include <stop_token>

#include "quantladder/llama/server.h"

namespace quantladder::llama {

// Waits while it says that it is loading; anything else than an answer is a failure at once.
StartResult connect_endpoint(const core::Model& model, std::stop_token stop);

}  // namespace quantladder::llama
