// Computes how long a cell may take from the rates that the server's speed probe measured.
#pragma once

#include <chrono>
#include <cstddef>

#include "quantladder/bench/config.h"
#include "quantladder/core/record.h"

namespace quantladder::bench {

// Returns a time of the configuration for a clock, which has a limit where a factor and a rate have none.
std::chrono::milliseconds clock_span(double seconds);

// Returns how many requests a server may be at: ours and, on an endpoint, those of others in its further slots.
int requests_at_once(const core::Model& model, const core::ServerStart& start);

// Returns the deadline of one cell: the configured factor times what prompt and max_tokens should take at the probe's
// rates with `at_once` requests on the server, at least the configured minimum. Without a measured rate: 30 minutes.
std::chrono::milliseconds cell_deadline(const ClientSettings& client, const core::ServerStart& start, int at_once,
                                        std::size_t prompt_bytes, int max_tokens);

// Returns how long a stream that has begun may go without a token, whatever pings come: stall_s or, where that is
// longer, the factor times as long as the prompts of the other requests should take at the probe's rates.
std::chrono::milliseconds token_gap(const ClientSettings& client, const core::ServerStart& start, int at_once,
                                    std::size_t longest_prompt_bytes);

}  // namespace quantladder::bench
