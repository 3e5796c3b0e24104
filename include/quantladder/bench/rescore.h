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

struct Rescored {
  core::Record record;  // with the new judgement last
  core::Outcome before = core::Outcome::not_run;
};

// Judges the replies of all attempts that hold one, adds the judgements to the store, and returns them in the order of
// the records. Attempts that ended in a fault keep it, and so do those of a task whose runtimes are missing. `on_done`
// is told (done, total) after each.
std::vector<Rescored> rescore(store::RunStore& store, const std::vector<tasks::Suite>& suites, judge::Judge& judge,
                              int jobs, RescoreScope scope, const std::function<void(int, int)>& on_done,
                              std::stop_token stop);

}  // namespace quantladder::bench
