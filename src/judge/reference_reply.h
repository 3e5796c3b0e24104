// Writes the reference solution as a model would reply with it, which proves that a right answer can be taken from a
// reply at all.
#pragma once

#include <optional>
#include <string>

#include "quantladder/tasks/suite.h"

namespace quantladder::judge {

// Returns a fenced block for each file that an answer consists of, under its path where there are several.
std::string reference_reply(const tasks::Task& task);

// Returns why even the reference would not be taken for an answer to `task`, whose entry_points or files then are
// wrong; nullopt when it would. Pure.
std::optional<std::string> why_not_taken(const tasks::Task& task);

}  // namespace quantladder::judge
