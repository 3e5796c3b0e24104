// What the cache of baselines says of each. results/README.md documents it field by field.
#pragma once

#include <optional>
#include <string>

#include "quantladder/core/fidelity.h"

namespace quantladder::store {

std::string to_json(const core::Baseline& baseline);
// Returns nullopt for a text that this program did not write.
std::optional<core::Baseline> parse_baseline(const std::string& text);

}  // namespace quantladder::store
