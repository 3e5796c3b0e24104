// The figures that belong to a level of load as a whole.
#pragma once

#include <optional>
#include <vector>

#include "load_turns.h"
#include "quantladder/stats/binomial.h"

namespace quantladder::report {

// Returns the tokens/s of all agents inside the window; nullopt where no text arrived in it, or its times were not
// kept.
std::optional<double> rate_of_all(const core::Episode& episode);
// Returns how many requests that were due inside the window met both limits, of those of which that is known.
stats::Cluster served_well(const core::Episode& episode, const core::ServiceLevel& service);
// Fills in what belongs to a level as a whole.
void add_level_figures(const std::vector<MeasuredEpisode>& episodes, LoadedLevel& level);

}  // namespace quantladder::report
