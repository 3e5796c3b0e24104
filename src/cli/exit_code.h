// The exit codes that scripts rely on; documented in the README, --help and the man page.
#pragma once

namespace quantladder::cli {

constexpr int kDone = 0;
constexpr int kCandidateFailed = 1;  // judge: anything the candidate did; verify: a suite that does not hold
// inspect: a warning or an error; compare: the candidate is worse; recommend: no model meets the limits; import: the
// table contradicts published rates
constexpr int kWorse = 1;
constexpr int kUsage = 2;
constexpr int kEnvironment = 3;  // also judge: could not be judged; verify: a task's runtime is missing
constexpr int kIncomplete = 4;
constexpr int kUndecided = 5;  // compare, recommend: the data cannot tell
constexpr int kBug = 70;
constexpr int kInterrupted = 130;

}  // namespace quantladder::cli
