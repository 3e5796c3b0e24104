// Which model to run under the user's limits, and why none of the others.
#pragma once

#include "quantladder/report/summary.h"

namespace quantladder::report {

// From scores, speeds and sizes; everything else of the summary must be filled. A limit is met when the whole interval
// is on its right side, not when the mean is: what only might meet it is ruled out as "not shown". Memory has no
// interval: the largest peak of all server starts counts. `max_loss` is shown by non-inferiority to every other model
// of the run, whichever is truly the best: the largest p of these counts (Holm over the models tested). Without it, the
// models shown to be worse than the best of those within the limits are ruled out; of the rest the highest mean is
// chosen, and said to be no proven winner unless it is alone or the others are shown to be equivalent. Models that were
// not asked the same are not ranked.
Recommendation recommend(const RunData& data, const Summary& summary, const Limits& limits);

}  // namespace quantladder::report
