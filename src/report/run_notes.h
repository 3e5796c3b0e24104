// What a reader must know of where a run's results come from.
#pragma once

#include <string>
#include <vector>

#include "quantladder/core/manifest.h"

namespace quantladder::report {

// "Debian 12, AMD EPYC, 2 cores, GPU (570)" of every machine that the sessions ran on, each once, oldest first.
std::vector<std::string> machines(const core::Manifest& run);

// How an imported table was read, where that needs saying.
std::vector<std::string> reading_notes(const core::Manifest& run);

// Of several machines, and of an imported table: where it comes from, how it was read, what it contradicts.
std::vector<std::string> run_notes(const core::Manifest& run);

}  // namespace quantladder::report
