// A report as JSON for programs. results/README.md documents each key, and a test holds the two together. Keys end in
// _ms, _bytes, _per_s, _j where a unit is needed; a figure that is not known is null, never 0; intervals are objects
// {lo, hi}; proportions are in [0, 1]. Text that is not UTF-8 is replaced by U+FFFD.
#pragma once

#include <string>

#include "quantladder/report/report.h"

namespace quantladder::report {

// Returns summary.json.
std::string to_json(const Report& report);

// Returns what `recommend --json` prints: `recommendation` of the above.
std::string advice_json(const Report& report);

// Returns what `compare --json` prints, which is also `comparison` of summary.json.
std::string to_json(const Comparison& comparison);

// Returns <model>/iter_NN.json: one iteration of one model, every task of the suites, derived from the attempts that
// count.
std::string iteration_json(const CellTable& table, const std::string& model, int iteration);
std::string iteration_file(const std::string& model, int iteration);  // its path in a run's folder

}  // namespace quantladder::report
