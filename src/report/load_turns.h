// The turns of a level's primary conversation.
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
// Returns whether an answer came, and not only what was left of the context.
bool has_whole_answer(const core::Exchange& exchange);
// Returns the time from the due time to the first token; nullopt without one.
std::optional<double> due_ttft_ms(const core::Exchange& exchange);
// Returns how many tokens an event of text held on average; nullopt where the tokens are not known.
std::optional<double> event_tokens(const core::Exchange& exchange);

}  // namespace quantladder::report
