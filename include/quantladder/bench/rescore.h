// Stored replies, extracted and judged again: no server, no GPU.
#pragma once

#include <functional>
#include <stop_token>
#include <vector>

#include "quantladder/core/record.h"
#include "quantladder/judge/judge.h"
#include "quantladder/store/run_store.h"
#include "quantladder/tasks/suite.h"

namespace quantladder::bench {

enum class RescoreScope {
  outdated,  // judged by other tests or another extractor, or void
  all,
};

// A reply that was judged again.
struct Rescored {
  core::CellId cell;
  int attempt = 1;
  std::string turn;  // of an episode, in words; empty: it is the cell's only reply
  core::Outcome before = core::Outcome::not_run;
  core::Outcome now = core::Outcome::not_run;
  double points_before = 0;
  double points_now = 0;
};

// Judges the replies of all attempts that hold one, adds the judgements to the store, and returns them in the order of
// the records; those of an episode together, each turn over the files of the turns before it. Attempts that ended in a
// fault keep it, and so do those of a task whose runtimes are missing. `on_done` is told (done, total) as they end.
std::vector<Rescored> rescore(store::RunStore& store, const std::vector<tasks::Suite>& suites, judge::Judge& judge,
                              int jobs, RescoreScope scope, const std::function<void(int, int)>& on_done,
                              std::stop_token stop);

}  // namespace quantladder::bench
