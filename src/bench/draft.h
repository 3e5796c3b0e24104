// A model's draft: its keys, and whether it fits.
#pragma once

#include <filesystem>

#include "quantladder/core/model.h"
#include "quantladder/sys/checked_json.h"

namespace quantladder::bench {

core::Draft read_draft(sys::CheckedObject& object, const std::filesystem::path& folder);

// Throws core::Error(usage) where the model's server would not start with its draft, or would go on without one:
// llama-server does that silently where the vocabularies differ. What no file tells is not checked.
void check_draft(const core::Model& model);

}  // namespace quantladder::bench
