// The candidates of a sweep: planned, made, and put into the experiment as its models.
#pragma once

#include <functional>
#include <stop_token>
#include <string>
#include <vector>

#include "quantladder/bench/config.h"
#include "quantladder/sweep/candidates.h"
#include "quantladder/tasks/suite.h"

namespace quantladder::app {

// Plans the experiment's sweep. Throws also core::Error(usage) where its importance matrix is to be made of text that
// is evaluated.
sweep::Plan plan_sweep(const bench::Experiment& experiment, const std::vector<tasks::Suite>& suites);

// Puts the candidates' files into the experiment. Those that are left out are no models of it any more. Throws
// core::Error(usage) where none is left.
void take_candidates(const sweep::Plan& plan, bench::Experiment& experiment);

struct MakingResult {
  bool stopped = false;
  std::vector<std::string> failed;  // "q3_k_m: llama-quantize: ...": left out, and the others go on
};
// Makes what is missing of the candidates that are selected; the failed ones are left out of the plan.
MakingResult make_candidates(sweep::Plan& plan, const std::function<bool(const std::string& id)>& is_selected,
                             const std::function<void(const std::string&)>& say, std::stop_token stop);

}  // namespace quantladder::app
