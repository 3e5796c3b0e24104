// What the options of `run` and `plan` ask for.
#pragma once

#include "cli/commands.h"
#include "quantladder/app/inputs.h"

namespace quantladder::cli {

inline app::Asked asked_of(const RunOptions& options) {
  return {.inputs = options.inputs,
          .selection = {.models = options.models,
                        .items = options.tasks,
                        .repeat = options.rerun ? bench::Repeat::rerun : bench::Repeat::missing_only},
          .iterations = options.iterations,
          .python = options.sandbox.python};
}

}  // namespace quantladder::cli
