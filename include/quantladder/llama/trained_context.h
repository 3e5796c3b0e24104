// How many tokens of context a model was trained for.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "quantladder/core/model.h"

namespace quantladder::llama {

// What the header says, or what --override-kv among `extra_args` says in its place. Absent: unknown, because the header
// does not say, or because `extra_args` stretch it (rope scaling, YaRN, self-extend). Pure.
std::optional<std::uint64_t> find_trained_context(const core::GgufFacts& facts,
                                                  const std::vector<std::string>& extra_args);

}  // namespace quantladder::llama
