// A server that the user runs.
#pragma once

#include <stop_token>

#include "quantladder/llama/server.h"

namespace quantladder::llama {

// Waits while it is silent or says that it is loading; what waiting cannot mend is a failure at once.
StartResult connect_endpoint(const core::Model& model, std::stop_token stop, const OnWaiting& on_waiting = {});

}  // namespace quantladder::llama
