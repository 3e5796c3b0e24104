#pragma once

#include "json_values.h"
#include "quantladder/report/summary.h"

namespace quantladder::report {

// One entry of `models` in summary.json.
Json model_json(const ModelSummary& model);

}  // namespace quantladder::report
