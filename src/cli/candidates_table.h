// The candidates of a sweep, before they are made, as a table and as JSON.
#pragma once

#include <nlohmann/json.hpp>

#include "quantladder/sweep/candidates.h"

namespace quantladder::cli {

void print_candidates(const sweep::Plan& plan);
nlohmann::ordered_json candidates_json(const sweep::Plan& plan);

}  // namespace quantladder::cli
