// One request, alone.
#pragma once

#include <utility>

#include "quantladder/llama/completer.h"

namespace quantladder::llama {

// Returns the result of `request`; nothing else may be in flight.
inline CompletionResult complete_one(Completer& completer, const CompletionRequest& request) {
  completer.submit(request);
  while (true) {
    if (auto result = completer.next(std::chrono::hours(1))) return std::move(*result);
  }
}

}  // namespace quantladder::llama
