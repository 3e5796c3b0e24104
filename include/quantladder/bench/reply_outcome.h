// Judges a generation as far as that is possible without its code.
#pragma once

#include <optional>

#include "quantladder/core/record.h"

namespace quantladder::bench {

// True when not one token came within the deadline.
bool came_to_nothing(const core::Generation& generation);

// Returns the fault that ended a generation; nullopt where it came to its end.
std::optional<core::Outcome> fault_of(core::Finish finish);

// Returns how a finished generation is scored before any code is judged; nullopt where the code decides.
// Faults come first, then the arm (thinking when it should not, or the reverse), then the token limit. With `ctx`, the
// tokens of context that were asked for: an answer that the server cut before max_tokens and before these is a fault.
std::optional<core::Judgement> judge_generation(const core::Generation& generation,
                                                const core::RequestSettings& settings,
                                                std::optional<int> ctx = std::nullopt);

}  // namespace quantladder::bench
