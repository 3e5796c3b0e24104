// Everything that is decided and checked before the first request.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "quantladder/bench/config.h"
#include "quantladder/core/manifest.h"
#include "quantladder/tasks/suite.h"

namespace quantladder::bench {

// Reads and hashes the model files, checks expected hashes. `on_file` is told
// before each file is hashed (a large one takes minutes), with its bytes. Run id, sandbox and meter facts are filled in
// by the caller where they are known. Throws core::Error(usage) for a missing, truncated or unexpected file; the file
// of a model that is none of `only_models` (empty: all) may be missing, and then nothing is known of it but its
// configuration. A null `on_file`: nothing is hashed, and no program asked.
core::Manifest make_manifest(const Experiment& experiment, const std::vector<tasks::Suite>& suites,
                             const std::function<void(const std::string& file, std::uint64_t bytes)>& on_file,
                             const std::vector<std::string>& only_models = {});

// Returns what a run keeps of its suites.
std::vector<core::SuiteFacts> describe_suites(const std::vector<tasks::Suite>& suites);

// Throws core::Error(environment) where a program is missing that the groups of one of the models need.
void check_programs(const Experiment& experiment, const std::vector<tasks::Suite>& suites,
                    const std::vector<std::string>& only_models);

// Returns the key of the model's endpoint; empty where it needs none. Throws core::Error(environment) where the
// variable that should hold it is not set.
std::string endpoint_key(const core::Model& model);

// The same facts of one model without reading the whole file: for `plan`.
core::ModelFacts describe_without_hash(const ModelConfig& config);

}  // namespace quantladder::bench
