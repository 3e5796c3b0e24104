// Comparisons within a run that was looked at before its end.
#pragma once

#include <vector>

#include "quantladder/report/comparison.h"
#include "quantladder/report/run_data.h"

namespace quantladder::report {

// Replaces the pairs of `result` by those valid with all the looks of `data.stopping`, the present data being the last
// look: p-values and intervals of the sequential test, corrected for options.declared or all that the run declared.
// `inputs`: what result.pairs were made from. Those that are not paired lose p, interval and verdict. Only of those
// `shown` there are notes.
void allow_for_looks(const RunData& data, const std::vector<stats::PairInput>& inputs, stats::FamilyOptions options,
                     const std::vector<std::size_t>& shown, Comparison& result);

// Returns how many of `pair`'s `now` pairs were there at each look; the present data are the last. A pair that the run
// did not declare could be seen whenever another was.
std::vector<int> looks_at(const Stopping& stopping, const stats::PairInput& pair, int now);

// Returns the plan that the run declared, for `comparisons` and another margin; `now`: pairs that `pair` has.
stats::SequentialPlan sequential_plan(const RunData& data, const stats::PairInput& pair, int now, double margin,
                                      int comparisons);

// Leaves only what describes the data, and says with `reason` why nothing may be claimed.
void withdraw_claims(stats::PairComparison& pair, const std::string& reason);

}  // namespace quantladder::report
