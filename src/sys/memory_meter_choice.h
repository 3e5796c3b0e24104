// Several meters on one machine (an NVIDIA and an AMD GPU): which one's figures are the server's. Pure.
#pragma once

#include <cstddef>
#include <vector>

#include "sys/memory_attribution.h"

namespace quantladder::sys {

// Returns the one on whose GPUs the server holds most; else the first that does not rule itself out; else the first.
std::size_t holder_among(const std::vector<Summarised>& looks);

// Returns its figures. Where they would be a part of the whole, or of a GPU that may not be the server's, those of
// memory, power and energy are absent with the reason.
core::MemoryUse merge(std::vector<Summarised> looks);

}  // namespace quantladder::sys
