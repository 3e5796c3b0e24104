// How long a cell may take, from the rates that the server's speed probe measured.
#pragma once

#include <chrono>
#include <cstddef>

#include "quantladder/bench/config.h"
#include "quantladder/core/record.h"

namespace quantladder::bench {

// The deadline of one cell: the configured factor times what prompt and max_tokens should take at the probe's rates
// when all slots are busy, at least the configured minimum. Without a measured rate: 30 minutes.
std::chrono::milliseconds cell_deadline(const ClientSettings& client, const core::ServerStart& start, int parallel,
                                        std::size_t prompt_bytes, int max_tokens);

// How long a stream that has begun may go without a token, whatever pings come: stall_s, or longer where the prompts of
// the other slots, computed in between, may take longer: the factor times as long as they should at the probe's rates.
std::chrono::milliseconds token_gap(const ClientSettings& client, const core::ServerStart& start, int parallel,
                                    std::size_t longest_prompt_bytes);

}  // namespace quantladder::bench
