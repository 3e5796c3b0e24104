// The exit codes that scripts rely on; documented in the README, --help and the man page.
#pragma once

#include "quantladder/stats/comparison.h"

namespace quantladder::cli {

constexpr int kDone = 0;
constexpr int kCandidateFailed = 1;  // judge: anything the candidate did; verify: a suite that does not hold
// inspect: a warning or an error; compare: the candidate is worse; history: the model got worse; recommend: no model
// meets the limits; import: the table contradicts published rates; selftest: the client reads too late at this load
constexpr int kWorse = 1;
constexpr int kUsage = 2;
constexpr int kEnvironment = 3;  // also judge: could not be judged; verify: a task's runtime is missing
constexpr int kIncomplete = 4;
constexpr int kUndecided = 5;  // compare, history, recommend, load find: the data cannot tell
constexpr int kBug = 70;
constexpr int kInterrupted = 130;

// The answer to "is it as good as before", or as the baseline.
constexpr int to_exit_code(stats::AsGood answer) {
  switch (answer) {
    case stats::AsGood::yes:
      return kDone;
    case stats::AsGood::no:
      return kWorse;
    case stats::AsGood::unknown:
      return kUndecided;
  }
  return kBug;
}

}  // namespace quantladder::cli
