// Models that are the same but for one setting: what another figure of theirs is due to.
#pragma once

#include "quantladder/core/manifest.h"

namespace quantladder::report {

// Whether both are of one file, repository or endpoint, read the same template and were asked with the same settings.
bool is_same_model(const core::ModelFacts& a, const core::ModelFacts& b);

// Whether they differ in their requests in flight, and in nothing else.
bool differ_in_load_alone(const core::ModelFacts& a, const core::ModelFacts& b);

}  // namespace quantladder::report
