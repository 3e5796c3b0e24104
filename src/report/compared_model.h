#pragma once

#include <string>

#include "quantladder/report/comparison.h"
#include "quantladder/report/summary.h"

namespace quantladder::report {

// A model's own figure, as the summary has it; `label`: its id in the comparison.
ComparedModel compared_model(const ModelSummary& model, const std::string& label, Metric metric);

}  // namespace quantladder::report
