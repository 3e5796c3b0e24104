// The "sweep" of a configuration, which stands in place of its models.
#pragma once

#include <filesystem>
#include <vector>

#include "quantladder/bench/config.h"
#include "quantladder/sys/checked_json.h"

namespace quantladder::bench {

// `server`: whose llama-quantize makes the files. Throws core::Error(usage).
core::SweepSettings read_sweep(sys::CheckedObject& sweep, const core::ServerSettings& server,
                               const std::filesystem::path& folder);

// Returns the entries of "models" that the candidates are, and that of "references" which the source is.
nlohmann::json candidates_as_models(const core::SweepSettings& sweep);
nlohmann::json source_as_reference(const core::SweepSettings& sweep);

}  // namespace quantladder::bench
