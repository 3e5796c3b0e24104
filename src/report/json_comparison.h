#pragma once

#include "json_values.h"
#include "quantladder/report/comparison.h"

namespace quantladder::report {

// What `compare --json` prints, and `comparison` of summary.json.
Json comparison_json(const Comparison& comparison);

}  // namespace quantladder::report
