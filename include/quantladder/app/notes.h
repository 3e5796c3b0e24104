// Notes that a user should read before the models are compared.
#pragma once

#include <string>
#include <vector>

#include "quantladder/bench/config.h"

namespace quantladder::app {

// Returns one line for a context that is less than usual, for identical files, for architectures, tokenizers or chat
// templates that differ, and for what is odd about the files. Reads the GGUF headers; files that are not there are
// passed over.
std::vector<std::string> plan_notes(const bench::Experiment& experiment);

}  // namespace quantladder::app
