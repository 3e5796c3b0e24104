// Messages as a model's own chat template writes them.
#pragma once

#include <string>
#include <vector>

#include "quantladder/core/message.h"
#include "quantladder/llama/patience.h"

namespace quantladder::llama {

// Has a llama-server render one conversation, without the beginning of a further answer. Throws
// core::Error(environment) where it does not, with what it said.
std::string render_messages(const std::string& base_url, const std::vector<core::Message>& conversation,
                            const Patience& patience = {});

}  // namespace quantladder::llama
