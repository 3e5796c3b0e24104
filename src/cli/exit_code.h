// The exit codes that scripts rely on; documented in the README, --help and the man page.
#pragma once

namespace quantladder::cli {

enum ExitCode {
  kDone = 0,
  kCandidateFailed = 1,  // judge: anything the candidate did; verify: a suite that does not hold
  kWorse = 1,            // compare: the candidate is worse; recommend: no model meets the limits;
                         // import: the table contradicts the published rates
  kUsage = 2,
  kEnvironment = 3,  // also judge: could not be judged
  kIncomplete = 4,
  kUndecided = 5,  // compare, recommend: the data cannot tell
  kBug = 70,
  kInterrupted = 130,
};

}  // namespace quantladder::cli
