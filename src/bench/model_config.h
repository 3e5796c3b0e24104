// One entry of a configuration's "models", and the "server" object that it shares with the experiment.
#pragma once

#include <filesystem>
#include <vector>

#include "bench/request_layers.h"
#include "quantladder/bench/config.h"

namespace quantladder::bench {

// `server`: what the keys that are absent inherit.
core::ServerSettings read_server(sys::CheckedObject& object, core::ServerSettings server,
                                 const std::filesystem::path& folder);

// `common`: the experiment's requests, which the model's own refine. One model, or one per arm: then the model's id is
// ID@ARM, and nothing but this knows arms. Throws core::Error(usage) for what no server could be started with or asked.
std::vector<ModelConfig> read_model_configs(sys::CheckedObject& object, const core::ServerSettings& defaults,
                                            const LayeredRequests& common, const Profiles& profiles,
                                            const std::filesystem::path& folder);

}  // namespace quantladder::bench
