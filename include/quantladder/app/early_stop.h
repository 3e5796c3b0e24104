// `run --stop-when-decided`: looks at the data after each round and keeps every look.
#pragma once

#include <functional>
#include <set>
#include <string>
#include <vector>

#include "quantladder/store/run_store.h"

namespace quantladder::app {

// Returns what is declared before the first cell: every model against the baseline, up to the run's iterations.
core::StoppingPlan declare_stopping(const core::Manifest& manifest, std::optional<double> margin);

// Whether the run was begun so, or is not begun yet: who has seen results can no longer declare when to stop.
bool may_stop_early(const store::RunStore& store);

class EarlyStop {
 public:
  // Declares the plan in the run's folder, or goes on with the one that is there. Throws core::Error(usage) when that
  // one is another, or when the run has results that were measured without declaring anything. `say` gets one line for
  // each look.
  EarlyStop(store::RunStore& store, const core::Manifest& manifest, std::optional<double> margin,
            std::function<void(const std::string&)> say);

  // A look that was taken before is not taken again, whatever was rescored since: its conclusion stays. Only the one
  // after the last round is, when cells had not run then and have since. With every cell tried, it is the last look and
  // spends what is left of alpha, however many iterations dropped out.
  // `dropped`: models of which nothing more is measured; their comparisons are looked at no more.
  bool stop_after(int round, const std::vector<core::Record>& records, const std::set<std::string>& dropped = {});

 private:
  using Dropped = std::set<std::string>;
  bool is_over(int round, const std::vector<core::Record>& records, const Dropped& dropped) const;
  core::StoppingLook look(int round, const std::vector<core::Record>& records, const Dropped& dropped) const;
  std::string in_words(const core::StoppingLook& look) const;

  store::RunStore& store_;
  const core::Manifest& manifest_;
  std::function<void(const std::string&)> say_;
  core::StoppingLog log_;
};

}  // namespace quantladder::app
