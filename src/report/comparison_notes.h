// Writes the notes of a comparison: what was left out, and what its figures cannot tell.
#pragma once

#include <string>

#include "quantladder/report/comparison.h"
#include "sample.h"

namespace quantladder::report {

// Returns what pairs are counted in: "iterations" or "rounds".
std::string counted_by(const Metric& metric);

// Notes iterations or server starts of one model that have no value.
void note_missing(const Sample& sample, Comparison& result);

// Notes what is to be said of one pair of `result`, after its figures are final.
void note_pair(const stats::PairComparison& pair, Comparison& result);
void note_estimated(Comparison& result);  // which p are not exact

}  // namespace quantladder::report
