// Proves that a suite's tests can be trusted: the reference passes, each wrong solution fails, empty and junk fail.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "quantladder/judge/judge.h"
#include "quantladder/tasks/suite.h"

namespace quantladder::judge {

struct VerifyRow {
  std::string task;       // "ladder/L1"
  std::string candidate;  // "reference", "reference reply", "wrong/off_by_one", "empty", "junk", ...
  std::string breaks;     // requirement, for wrong solutions
  bool must_pass = false;
  // Of a task whose points fall on its tests: the test functions that must be lost, and no others. nullopt: any.
  std::optional<std::vector<std::string>> must_lose;
  std::string not_verified;       // of a task whose runtimes are missing: why; it has this row alone
  std::vector<std::string> lost;  // test functions that did not pass, where `must_lose` is set
  core::Judgement judgement;      // the first that was not as expected, else the first
  int judged = 0;                 // times
  int unexpected = 0;             // of these
  double slowest_ms = 0;          // of these
  bool as_expected() const { return judged > 0 && unexpected == 0; }
};

enum class Candidates { all, references };

struct VerifyScope {
  Candidates candidates = Candidates::all;
  std::vector<std::string> tasks;  // ids; empty: all of the suite. Others are passed over
  int repeats = 1;                 // of each candidate
};

// These are called from one thread at a time.
struct VerifyWatch {
  std::function<void(const VerifyRow&)> on_row;        // as each row ends
  std::function<void(int done, int total)> on_judged;  // after each judgement
};

// Returns one row per (task, candidate), in the suite's order. `jobs` judgements run at once. A void judgement is never
// as expected.
std::vector<VerifyRow> verify_suite(Judge& judge, const tasks::Suite& suite, const VerifyScope& scope, int jobs,
                                    const VerifyWatch& watch = {});

}  // namespace quantladder::judge
