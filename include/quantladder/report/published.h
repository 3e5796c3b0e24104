// Published pass rates against the results that they are said to summarise.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "quantladder/report/summary.h"

namespace quantladder::report {

// One line per contradiction beyond rounding; empty: none. Per task where the summary has cells; else the mean score
// against the points-weighted rates, which must be equal (then every rate needs points, and all tasks must be listed);
// and the order of the models by either. A model that the summary does not have, or one without rates, is a line too.
std::vector<std::string> find_contradictions(const Summary& summary, std::span<const core::PublishedRate> rates);

}  // namespace quantladder::report
