// Comparisons within a run that was looked at before its end.
#pragma once

#include <vector>

#include "quantladder/report/comparison.h"

namespace quantladder::report {

// Replaces the pairs of `result` by those valid with all the looks of `data.stopping`, the present data being the last
// look: p-values and intervals of the sequential test, corrected for options.declared or all that the run declared.
// `inputs`: what result.pairs were made from. Pairs that are not paired stay as they are.
void allow_for_looks(const RunData& data, const std::vector<stats::PairInput>& inputs, stats::FamilyOptions options,
                     Comparison& result);

}  // namespace quantladder::report
