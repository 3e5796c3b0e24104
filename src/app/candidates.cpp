#include "quantladder/app/candidates.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>

#include "quantladder/core/error.h"
#include "quantladder/core/host.h"
#include "quantladder/sweep/made_files.h"

namespace quantladder::app {

void take_candidates(const sweep::Plan& plan, bench::Experiment& experiment) {
  for (const sweep::Candidate& candidate : plan.candidates) {
    const auto model = std::find_if(experiment.models.begin(), experiment.models.end(),
                                    [&](const auto& config) { return config.model.id == candidate.recipe.id; });
    if (model == experiment.models.end()) continue;
    if (candidate.left_out.empty()) {
      model->model.file = candidate.file.string();
      model->make_command = sweep::make_command(plan, candidate.recipe);
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
  using Clock = std::chrono::steady_clock;
  MakingResult result;
  for (sweep::Candidate& candidate : plan.candidates) {
    const std::string& id = candidate.recipe.id;
    if (!candidate.left_out.empty() || candidate.is_made || !is_selected(id)) continue;
    say(fmt::format("making {} ({:.2f} GiB)", id, core::to_gib(candidate.bytes)));
    const auto begin = Clock::now();
    const sweep::Made made = sweep::make(plan, candidate, stop, say);
    if (made.stopped) return {.stopped = true};
    if (made.fault.empty()) {
      say(fmt::format("{} made in {:.0f} s", id, std::chrono::duration<double>(Clock::now() - begin).count()));
      continue;
    }
    candidate.left_out = "it was not made: " + made.fault;
    result.failed.push_back(fmt::format("{}: {}", id, candidate.left_out));
  }
  return result;
}

}  // namespace quantladder::app
