// Command-line sandbox options -> the judge's.
#pragma once

#include "cli/commands.h"
#include "quantladder/judge/judge.h"

namespace quantladder::cli {

inline judge::JudgeOptions to_judge_options(const SandboxOptions& options) {
  return {.isolation = options.unsafe_no_sandbox ? judge::Isolation::unsafe_none : judge::Isolation::sandboxed,
          .python = options.python};
}

}  // namespace quantladder::cli
