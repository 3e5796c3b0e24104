// The sampler seed of a cell, and its hash for other texts.
#pragma once

#include <cstdint>
#include <string_view>

namespace quantladder::core {

// A hash (FNV-1a, then the splitmix64 finaliser) of (experiment seed, task, iteration), in [0, 2^31): the same for all
// models within an iteration, different between iterations, and kept on retries and reruns. Below 2^31 because
// llama-server reads a 32-bit seed and takes 2^32 - 1 to mean "random".
std::uint64_t cell_seed(std::uint64_t experiment_seed, std::string_view task, int iteration);

// The same hash of a text alone. It tells texts in a report apart, and protects nothing.
std::uint64_t text_hash(std::string_view text);

}  // namespace quantladder::core
