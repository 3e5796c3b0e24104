// The candidates of a sweep: planned, made, and put into the experiment as its models.
#pragma once

#include <functional>
#include <map>
#include <set>
#include <stop_token>
#include <string>
#include <vector>

#include "quantladder/bench/config.h"
#include "quantladder/report/report.h"
#include "quantladder/sweep/made_files.h"
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

// The files of a sweep while a run needs them. What stays of them on disk is what the sweep's `keep` says.
class MadeModels {
 public:
  MadeModels(sweep::Plan plan, std::function<void(const std::string&)> say, std::stop_token stop);
  MadeModels(const MadeModels&) = delete;
  MadeModels& operator=(const MadeModels&) = delete;

  // Makes what was never made of the candidates that are selected; the failed ones are left out of the plan.
  MakingResult make_new(const std::function<bool(const std::string& id)>& is_selected);
  // Sees to it that the model's file is there until the next call. Returns why it is not; empty also after a stop.
  // Throws core::Error(environment) where the disk does not take it.
  std::string bring(const std::string& model);
  // To be called when nothing is measured any more. Returns the models whose files went.
  std::vector<std::string> let_go_but(const std::set<std::string>& models);
  const sweep::Plan& plan() const { return plan_; }

 private:
  sweep::Made make(sweep::Candidate& candidate);
  // Where one at a time is kept.
  void make_room_for(const sweep::Candidate& candidate);
  bool take_hold(sweep::Candidate& candidate);

  sweep::Plan plan_;
  std::function<void(const std::string&)> say_;
  std::stop_token stop_;
  std::map<std::string, sys::FileLock> held_;  // by recipe: files that no other session removes
};

// Returns the models whose files stay with Keep::chosen.
std::set<std::string> chosen_models(const report::Report& report);

}  // namespace quantladder::app
