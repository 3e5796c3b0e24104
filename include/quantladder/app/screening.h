// Looks at the results of a run between its stages, and drops the models that are shown to be beaten.
#pragma once

#include <functional>
#include <set>
#include <string>
#include <vector>

#include "quantladder/bench/plan.h"
#include "quantladder/core/screening_log.h"
#include "quantladder/store/run_store.h"

namespace quantladder::app {

class Screening {
 public:
  // Goes on with the log that is in the run's folder. `say` gets a line for each look and for each model that it drops.
  Screening(store::RunStore& store, const core::Manifest& manifest, std::function<void(const std::string&)> say);

  // Looks at the records after a stage that may show something, once for each stage and set of models, and returns the
  // models that are dropped by now. The baseline of tasks stays: the others' scores are compared with its.
  std::set<std::string> after(const bench::Stage& stage, const std::vector<core::Record>& records);

 private:
  bool is_due(const bench::Stage& stage) const;
  core::ScreeningLook look(const bench::Stage& stage, const std::vector<core::Record>& records) const;

  store::RunStore& store_;
  const core::Manifest& manifest_;
  std::function<void(const std::string&)> say_;
  core::ScreeningLog log_;
};

}  // namespace quantladder::app
