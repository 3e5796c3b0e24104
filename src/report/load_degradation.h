// What is left of a level's figures, against level 1 of its suite.
#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "load_turns.h"

namespace quantladder::report {

using EpisodesByLevel = std::map<std::pair<std::string, std::string>, std::vector<MeasuredEpisode>>;  // model, item

// Fills in the degradation of every level that has a level 1 to be held against.
void add_degradation(EpisodesByLevel& episodes, std::vector<LoadedLevel>& levels);

}  // namespace quantladder::report
