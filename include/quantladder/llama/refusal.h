// Says what a refusal means for the requests that follow: the one table of HTTP statuses and of the words beside them.
#pragma once

#include <string>
#include <string_view>

#include "quantladder/core/generation.h"

namespace quantladder::llama {

enum class Refusal {
  none,       // it was answered, or what went wrong is no refusal
  permanent,  // every request to this model will be refused alike: the key, the name, the path
  misfit,     // this prompt will never fit into the model's context
  request,    // the same request will be refused again; another one may not be
  loading,    // the server says that it is loading its model
  busy,       // it may be answered later
};

struct RefusalMeaning {
  Refusal refusal = Refusal::none;
  std::string_view remedy;  // what a user can do; may be empty
};

// Returns the meaning of the server's `message` with a `status` of 400 or more, of a redirection, or of 200 for an
// error inside a stream.
RefusalMeaning meaning_of(int status, const std::string& message);
// Returns the meaning of what ended a generation. It is no refusal once the first token of an answer has come.
RefusalMeaning meaning_of(const core::Generation& generation);

// "HTTP 401: Invalid API Key; name the variable that holds the key as api_key_env". One line.
std::string with_remedy(const std::string& message, const RefusalMeaning& meaning);

}  // namespace quantladder::llama
