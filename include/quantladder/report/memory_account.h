// The memory of a model: what was predicted before its first start, what its server told, and what was measured.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "quantladder/core/memory_need.h"

namespace quantladder::report {

// All figures are of one place: VRAM where that was measured, else main memory. A missing one is not known.
struct MemoryAccount {
  core::MemoryNeed need;                     // in that place
  std::string need_not_known;                // one clause why `need` tells nothing of that place; empty: it tells
  int told_by = 0;                           // number of the start whose log told the buffers; 0: none did
  std::vector<core::MemoryBuffer> buffers;   // of that start, in every place
  std::optional<std::uint64_t> log_weights;  // by the log
  std::optional<std::uint64_t> log_kv_cache;
  std::optional<std::uint64_t> measured;  // without what it counts twice, or what was there before the server
  std::uint64_t repacked = 0;             // that resident memory counts twice, left out of `measured`

  // Of all parts together; nullopt where one is not known.
  std::optional<std::uint64_t> predicted() const;
  // What was measured above what was predicted, in per cent of that.
  std::optional<double> difference_percent() const;
};

}  // namespace quantladder::report
