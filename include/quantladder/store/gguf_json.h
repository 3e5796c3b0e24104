// What `inspect --json` prints. results/README.md documents it field by field.
#pragma once

#include <string>

#include "quantladder/core/model.h"

namespace quantladder::store {

std::string to_json(const core::GgufFacts& file);
std::string to_json(const core::GgufFacts& a, const core::GgufFacts& b, const core::FileDifference& difference);

}  // namespace quantladder::store
