#include "quantladder/app/candidates.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>

#include "app/calibration.h"
#include "quantladder/core/error.h"
#include "quantladder/core/host.h"
#include "quantladder/sweep/made_files.h"

namespace quantladder::app {

namespace {

// The importance matrix is made before the first candidate that needs it.
sweep::Made make_with_imatrix(sweep::Plan& plan, sweep::Candidate& candidate, std::stop_token stop,
                              const std::function<void(const std::string&)>& say) {
  if (sweep::uses_imatrix(plan, candidate.recipe)) {
    const sweep::Made matrix = sweep::make_imatrix(plan, stop, say);
    if (matrix.stopped || !matrix.fault.empty()) return matrix;
  }
  using Clock = std::chrono::steady_clock;
  const std::string& id = candidate.recipe.id;
  say(fmt::format("making {} ({:.2f} GiB)", id, core::to_gib(candidate.bytes)));
  const auto begin = Clock::now();
  const sweep::Made made = sweep::make(plan, candidate, std::move(stop), say);
  if (candidate.is_made)
    say(fmt::format("{} made in {:.0f} s", id, std::chrono::duration<double>(Clock::now() - begin).count()));
  return made;
}

}  // namespace

sweep::Plan plan_sweep(const bench::Experiment& experiment, const std::vector<tasks::Suite>& suites) {
  const std::vector<std::string> notes = check_calibration(*experiment.sweep, suites);
  sweep::Plan plan = sweep::plan_candidates(*experiment.sweep);
  plan.notes.insert(plan.notes.end(), notes.begin(), notes.end());
  return plan;
}

void take_candidates(const sweep::Plan& plan, bench::Experiment& experiment) {
  for (const sweep::Candidate& candidate : plan.candidates) {
    const auto model = std::find_if(experiment.models.begin(), experiment.models.end(),
                                    [&](const auto& config) { return config.model.id == candidate.recipe.id; });
    if (model == experiment.models.end()) continue;
    if (candidate.left_out.empty()) {
      model->model.file = candidate.file.string();
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

MakingResult make_candidates(sweep::Plan& plan, const std::function<bool(const std::string& id)>& is_selected,
                             const std::function<void(const std::string&)>& say, std::stop_token stop) {
  MakingResult result;
  for (sweep::Candidate& candidate : plan.candidates) {
    const std::string& id = candidate.recipe.id;
    if (!candidate.left_out.empty() || candidate.is_made || !is_selected(id)) continue;
    const sweep::Made made = make_with_imatrix(plan, candidate, stop, say);
    if (made.stopped) return {.stopped = true};
    if (made.fault.empty()) continue;
    candidate.left_out = "it was not made: " + made.fault;
    result.failed.push_back(fmt::format("{}: {}", id, candidate.left_out));
  }
  return result;
}

}  // namespace quantladder::app
