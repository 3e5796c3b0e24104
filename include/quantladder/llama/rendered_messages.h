// Messages as a model's own chat template writes them.
#pragma once

#include <string>
#include <vector>

#include "quantladder/core/message.h"
#include "quantladder/llama/patience.h"

namespace quantladder::llama {

struct Rendered {
  std::string text;
  std::string fault;     // one line; empty: all is well
  bool refused = false;  // the server answered, and will not do it: the template takes no such conversation
};

// Has a llama-server render one conversation, without the beginning of a further answer.
Rendered render_messages(const std::string& base_url, const std::vector<core::Message>& conversation,
                         const Patience& patience = {});

}  // namespace quantladder::llama
