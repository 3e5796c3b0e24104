// Proof that a suite's tests can be trusted: the reference passes, each wrong solution fails, empty and junk fail.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "quantladder/judge/judge.h"
#include "quantladder/tasks/suite.h"

namespace quantladder::judge {

struct VerifyRow {
  std::string task;       // "ladder/L1"
  std::string candidate;  // "reference", "wrong/off_by_one", "empty", "junk"
  std::string breaks;     // requirement, for wrong solutions
  bool must_pass = false;
  core::Judgement judgement;
  double slowest_ms = 0;     // over the repeats
  bool as_expected() const;  // void or unexpected outcomes are not
};

enum class Candidates { all, references };

// One row per (task, candidate); with `repeats` > 1 the row keeps the first judgement that was not as expected.
// `on_row` is called as each row ends. `jobs` checks run at once.
std::vector<VerifyRow> verify_suite(Judge& judge, const tasks::Suite& suite, int repeats, int jobs,
                                    const std::function<void(const VerifyRow&)>& on_row,
                                    Candidates candidates = Candidates::all);

}  // namespace quantladder::judge
