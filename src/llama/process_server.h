// A llama-server that quantladder starts and stops itself.
#pragma once

#include <stop_token>
#include <string>

#include "quantladder/llama/server.h"

namespace quantladder::llama {

StartResult start_process_server(const core::Model& model, const std::string& log_file, std::stop_token stop,
                                 const OnSpawned& on_spawned, const OnWaiting& on_waiting);

}  // namespace quantladder::llama
