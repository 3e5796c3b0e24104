// The figures that belong to a level of load as a whole.
#pragma once

#include <optional>
#include <vector>

#include "load_turns.h"

namespace quantladder::report {

// Returns the tokens/s of all agents inside the window; nullopt where no text arrived in it, or its times were not
// kept.
std::optional<double> rate_of_all(const core::Episode& episode);
// Fills in what belongs to a level as a whole.
void add_level_figures(const std::vector<MeasuredEpisode>& episodes, LoadedLevel& level);

}  // namespace quantladder::report
