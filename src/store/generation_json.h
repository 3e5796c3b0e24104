// A generation as it stands in records and in the starts of servers, whose probes are generations too.
#pragma once

#include "quantladder/core/generation.h"
#include "store/json_fields.h"

namespace quantladder::store {

Json generation_json(const core::Generation& generation);
// Throws nlohmann's exceptions for what is missing, core::Error(usage) for a word that is unknown.
core::Generation generation_from(const Json& json);

}  // namespace quantladder::store
