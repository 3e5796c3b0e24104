// What of a run is done already: a cell that has its result is skipped by whoever goes on with the run.
#pragma once

#include <map>
#include <optional>
#include <vector>

#include "quantladder/core/record.h"

namespace quantladder::bench {

enum class Repeat { missing_only, rerun };

// Attempts of each cell, oldest first.
using Attempts = std::map<core::CellId, std::vector<const core::Record*>>;
Attempts attempts_by_cell(const std::vector<core::Record>& records);

// True when the cell has a settled attempt (core::is_settled).
bool is_settled(const Attempts& attempts, const core::CellId& cell);

struct NextAttempt {
  int attempt = 1;
  core::AttemptReason reason;
};
// Returns nullopt for a cell that is skipped, since it is settled and not to be run again.
std::optional<NextAttempt> next_attempt(const Attempts& attempts, const core::CellId& cell, Repeat repeat);

}  // namespace quantladder::bench
