// Where an importance matrix comes from, as the facts of a file in the cache hold it.
#pragma once

#include "quantladder/core/making.h"
#include "sweep/made_folder.h"

namespace quantladder::sweep {

Facts facts_of_origin(const core::ImatrixOrigin& origin);
// nullopt: `facts` is none, as that of a file that was made without a matrix.
std::optional<core::ImatrixOrigin> origin_of_facts(const Facts& facts);

}  // namespace quantladder::sweep
