// Repeated generations. A fixed seed, greedy sampling or a prompt cache makes iterations repeat each other; 15 of which
// only 5 differ give a nominal 95 % interval that covers 69 %.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

namespace quantladder::stats {

// The hashes of everything one iteration generated, in task order.
using Fingerprint = std::vector<std::string>;

// Returns for each iteration the index of the earliest one that it repeats in every cell, or nullopt. An iteration
// without any hash, or with an empty one, is never called a repetition: nothing is known about it.
std::vector<std::optional<std::size_t>> find_duplicates(std::span<const Fingerprint> iterations);

// Returns how many distinct hashes there are among those that are not empty.
int count_distinct(std::span<const std::string> hashes);

}  // namespace quantladder::stats
