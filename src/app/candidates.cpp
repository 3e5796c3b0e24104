#include "quantladder/app/candidates.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <map>
#include <utility>

#include "app/calibration.h"
#include "quantladder/bench/plan.h"
#include "quantladder/bench/prepare.h"
#include "quantladder/core/error.h"
#include "quantladder/core/host.h"

namespace quantladder::app {

namespace {

// Where one at a time is kept, a file is made to be looked at, and again for each of its turns.
int most_makings(const bench::Experiment& experiment, const std::vector<tasks::Suite>& suites) {
  std::map<std::string, int> turns;
  int most = 0;
  for (const bench::Group& group : bench::make_plan(experiment, bench::describe_suites(suites), {}, {}).groups)
    most = std::max(most, ++turns[group.model]);
  return 1 + most;
}

}  // namespace

sweep::Plan plan_sweep(const bench::Experiment& experiment, const std::vector<tasks::Suite>& suites) {
  const std::vector<std::string> notes = check_calibration(*experiment.sweep, suites);
  sweep::Plan plan = sweep::plan_candidates(*experiment.sweep);
  plan.notes.insert(plan.notes.end(), notes.begin(), notes.end());
  if (plan.settings.keep == core::Keep::none) plan.makings = most_makings(experiment, suites);
  return plan;
}

void take_candidates(const sweep::Plan& plan, bench::Experiment& experiment) {
  for (const sweep::Candidate& candidate : plan.candidates) {
    const auto model = std::find_if(experiment.models.begin(), experiment.models.end(),
                                    [&](const auto& config) { return config.model.id == candidate.recipe.id; });
    if (model == experiment.models.end()) continue;
    if (candidate.left_out.empty()) {
      model->model.file = candidate.file.string();
      if (!candidate.sha256.empty())
        model->known = bench::KnownFile{candidate.is_made ? candidate.file : candidate.header, candidate.sha256};
      model->making =
          core::Making{.commands = sweep::make_commands(plan, candidate.recipe), .imatrix = candidate.imatrix};
    } else {
      experiment.models.erase(model);
    }
  }
  if (experiment.models.empty()) {
    const std::string& first = plan.candidates.front().left_out;
    throw core::Error(core::ErrorKind::usage,
                      fmt::format("{}: no candidate is left to be measured ({}: {}); raise --max-size, or name other "
                                  "recipes",
                                  plan.settings.recipes_file, plan.candidates.front().recipe.id, first));
  }
  if (experiment.find(experiment.baseline) == nullptr) experiment.baseline = experiment.models.front().model.id;
}

MadeModels::MadeModels(sweep::Plan plan, std::function<void(const std::string&)> say, std::stop_token stop)
    : plan_(std::move(plan)), say_(std::move(say)), stop_(std::move(stop)) {}

// The importance matrix is made before the first candidate that needs it.
sweep::Made MadeModels::make(sweep::Candidate& candidate) {
  if (sweep::uses_imatrix(plan_, candidate.recipe)) {
    const sweep::Made matrix = sweep::make_imatrix(plan_, stop_, say_);
    if (matrix.stopped || !matrix.fault.empty()) return matrix;
  }
  using Clock = std::chrono::steady_clock;
  const std::string& id = candidate.recipe.id;
  say_(fmt::format("making {} ({:.2f} GiB){}", id, core::to_gib(candidate.bytes),
                   candidate.header.empty() ? "" : " again"));
  const auto begin = Clock::now();
  const sweep::Made made = sweep::make(plan_, candidate, stop_, say_);
  if (candidate.is_made)
    say_(fmt::format("{} made in {:.0f} s", id, std::chrono::duration<double>(Clock::now() - begin).count()));
  return made;
}

void MadeModels::make_room_for(const sweep::Candidate& candidate) {
  if (plan_.settings.keep != core::Keep::none) return;
  held_.clear();
  for (sweep::Candidate& other : plan_.candidates) {
    if (other.recipe.id != candidate.recipe.id) sweep::let_go(other);
  }
}

MakingResult MadeModels::make_new(const std::function<bool(const std::string& id)>& is_selected) {
  MakingResult result;
  for (sweep::Candidate& candidate : plan_.candidates) {
    const std::string& id = candidate.recipe.id;
    if (!candidate.left_out.empty() || !is_selected(id)) continue;
    if (take_hold(candidate) || !candidate.is_to_be_made()) continue;
    make_room_for(candidate);
    const sweep::Made made = make(candidate);
    if (made.stopped) return {.stopped = true};
    if (made.fault.empty()) {
      take_hold(candidate);
      continue;
    }
    candidate.left_out = "it was not made: " + made.fault;
    result.failed.push_back(fmt::format("{}: {}", id, candidate.left_out));
  }
  return result;
}

std::string MadeModels::bring(const std::string& model) {
  const auto candidate = std::find_if(plan_.candidates.begin(), plan_.candidates.end(),
                                      [&](const auto& each) { return each.recipe.id == model; });
  if (candidate == plan_.candidates.end()) return "";
  if (held_.contains(model)) return "";
  make_room_for(*candidate);
  if (take_hold(*candidate)) return "";
  const sweep::Made made = make(*candidate);
  if (made.stopped) return "";
  if (!made.fault.empty()) return "its file was not made again: " + made.fault;
  return take_hold(*candidate) ? "" : "another session removed its file";
}

bool MadeModels::take_hold(sweep::Candidate& candidate) {
  if (auto lock = sweep::hold(candidate)) held_.emplace(candidate.recipe.id, std::move(*lock));
  return held_.contains(candidate.recipe.id);
}

std::vector<std::string> MadeModels::let_go_but(const std::set<std::string>& models) {
  held_.clear();
  std::vector<std::string> gone;
  for (sweep::Candidate& candidate : plan_.candidates) {
    if (!candidate.is_made || models.contains(candidate.recipe.id)) continue;
    sweep::let_go(candidate);
    if (!candidate.is_made) gone.push_back(candidate.recipe.id);
  }
  return gone;
}

std::set<std::string> chosen_models(const report::Report& report) {
  if (!report.advice.model.empty()) return {report.advice.model};
  std::set<std::string> models;
  for (const report::ModelSummary& each : report.summary.models) {
    const report::FrontEntry* entry = report.front ? report.front->find(each.facts.model.id) : nullptr;
    if (entry == nullptr || entry->place != report::FrontPlace::beaten) models.insert(each.facts.model.id);
  }
  return models;
}

}  // namespace quantladder::app
