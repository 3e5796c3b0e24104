// The context that other servers than llama-server tell in their lists of models, or of their only one.
#pragma once

#include <string>

#include "llama/curl.h"
#include "quantladder/llama/patience.h"

namespace quantladder::llama {

// Returns the tokens that one request may have, prompt and answer together; 0: none tells it. `served_model` may be
// empty where a list has one model.
int ask_listed_context(const std::string& base_url, const std::string& api_key, const std::string& served_model,
                       const Patience& patience);

// Returns the same from the body of one reply.
int listed_context(const std::string& body, const std::string& served_model);

}  // namespace quantladder::llama
