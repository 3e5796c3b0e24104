#pragma once

#include "quantladder/report/comparison.h"
#include "sample.h"

namespace quantladder::report {

// A model's own figure; `sample` is what is compared of it.
ComparedModel compared_model(const ModelSummary& model, const Sample& sample, Metric metric);

}  // namespace quantladder::report
