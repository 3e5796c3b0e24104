// What llama-imatrix is told.
#pragma once

#include "quantladder/core/sweep.h"
#include "quantladder/llama/perplexity_tool.h"

namespace quantladder::sweep {

core::Model model_of(const core::SweepSettings& settings);
llama::PerplexityJob job_of(const core::ImatrixText& text);

}  // namespace quantladder::sweep
