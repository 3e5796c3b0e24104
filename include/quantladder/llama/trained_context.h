// Tells for how many tokens of context a model was trained.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "quantladder/core/model.h"

namespace quantladder::llama {

// Returns what the header says, or what --override-kv among `extra_args` says in its place. nullopt: it is unknown,
// because the header does not say it, or because `extra_args` stretch it (rope scaling, YaRN, self-extend). Pure.
std::optional<std::uint64_t> find_trained_context(const core::GgufFacts& facts,
                                                  const std::vector<std::string>& extra_args);

}  // namespace quantladder::llama
