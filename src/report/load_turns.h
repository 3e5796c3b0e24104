// The figures of one level of load, of its episodes.
#pragma once

#include <vector>

#include "quantladder/core/record.h"
#include "quantladder/report/load.h"

namespace quantladder::report {

// An episode that was measured.
struct MeasuredEpisode {
  int iteration = 1;
  const core::Record* record = nullptr;
  const core::Episode* episode = nullptr;
};

// Returns a row for each turn that one of the episodes has.
std::vector<LoadedTurn> turns_of(const std::vector<MeasuredEpisode>& episodes);
// Returns the turn of an episode's primary conversation; nullptr: it was not asked.
const core::Exchange* find_turn(const core::Episode& episode, int turn);
// Returns the time from the due time to the first token; nullopt without one.
std::optional<double> due_ttft_ms(const core::Exchange& exchange);
// Returns the tokens/s of all agents inside the window; nullopt where no text arrived in it, or its times were not
// kept.
std::optional<double> rate_of_all(const core::Episode& episode);
// Fills in what belongs to a level as a whole.
void add_level_figures(const std::vector<MeasuredEpisode>& episodes, LoadedLevel& level);

}  // namespace quantladder::report
