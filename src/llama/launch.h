// The two kinds of servers: one that quantladder starts and stops itself, and one that the user runs.
#pragma once

#include <stop_token>
#include <string>

#include "quantladder/llama/server.h"

namespace quantladder::llama {

StartResult start_process_server(const core::Model& model, const std::string& log_file, std::stop_token stop,
                                 const OnSpawned& on_spawned, const OnWaiting& on_waiting);

// Connects to the endpoint. Waits while it is silent or says that it is loading; what waiting cannot mend is a failure
// at once.
StartResult connect_endpoint(const core::Model& model, std::stop_token stop, const OnWaiting& on_waiting = {});

}  // namespace quantladder::llama
