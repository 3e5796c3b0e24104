// What is to be known of the models before they are compared.
#pragma once

#include <string>
#include <vector>

#include "quantladder/bench/config.h"

namespace quantladder::app {

// A context that is less than usual, identical files, and architectures, tokenizers or chat templates that differ; one
// line each. Reads the GGUF headers; files that are not there are passed over.
std::vector<std::string> plan_notes(const bench::Experiment& experiment);

}  // namespace quantladder::app
