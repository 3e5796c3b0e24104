// The counts and times that servers send beside an answer.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <optional>

#include "quantladder/core/generation.h"

namespace quantladder::llama {

// Absent when a count that belongs to it is missing, or is no number from 0 on.
std::optional<core::Usage> parse_usage(const nlohmann::json& json);
std::optional<core::ServerTimings> parse_timings(const nlohmann::json& json);

// Zeros where an answer cannot have them: no prompt at all, or no token although text came.
bool means_unknown(const core::Usage& usage, bool text_came);
bool means_unknown(const core::ServerTimings& timings, bool text_came);

}  // namespace quantladder::llama
