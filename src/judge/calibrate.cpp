#include "quantladder/judge/calibrate.h"

#include <fmt/format.h>

#include <algorithm>

#include "judge/reference_reply.h"
#include "quantladder/core/error.h"

namespace quantladder::judge {
namespace {

constexpr double kRoom = 20;  // an answer may be slower than the reference, and the machine busier than now

// Throws where not even the reference would be found in a reply: every answer would count as none, by the suite's
// fault.
void check_that_an_answer_can_be_found(const tasks::Task& task) {
  const auto problem = why_not_taken(task);
  if (!problem) return;
  throw core::Error(core::ErrorKind::usage,
                    fmt::format("task {}: not even its reference solution would be taken for an answer ({}); correct "
                                "entry_points, files or language in its task.json",
                                task.qualified_id(), *problem));
}

core::Judgement judge_reference(Judge& judge, const tasks::Task& task) {
  const auto once = [&] { return judge.check(make_assignment(task), tasks::assembled(task, task.reference)); };
  core::Judgement judgement = with_second_look(once(), once);
  if (judgement.outcome == core::Outcome::pass) return judgement;
  throw core::Error(
      core::ErrorKind::environment,
      fmt::format("the reference solution of {} does not pass on this machine ({}: {}), so no answer can "
                  "be judged here; `quantladder verify {} --task {}` shows it alone",
                  task.qualified_id(), core::to_id(judgement.outcome), judgement.reason, task.suite, task.id));
}

void raise_limits(tasks::Limits& limits, double reference_s) {
  const double ratio = kRoom * reference_s / limits.wall_s;
  if (ratio <= 1) return;
  limits.wall_s *= ratio;
  limits.cpu_s *= ratio;
}

}  // namespace

std::vector<Calibration> calibrate(Judge& judge, tasks::Suite& suite, const std::vector<std::string>& tasks,
                                   const std::function<void(int done, int total)>& on_judged, std::stop_token stop) {
  std::vector<Calibration> calibrations;
  for (tasks::Task& task : suite.tasks) {
    if (std::find(tasks.begin(), tasks.end(), task.id) == tasks.end()) continue;
    if (stop.stop_requested()) break;
    if (!judge.runtimes().why_not(task).empty()) continue;  // its cells are not run
    check_that_an_answer_can_be_found(task);
    const double reference_ms = judge_reference(judge, task).wall_ms;
    raise_limits(task.limits, reference_ms / 1000);
    calibrations.push_back({task.id, reference_ms, task.limits.wall_s});
    if (on_judged) on_judged(static_cast<int>(calibrations.size()), static_cast<int>(tasks.size()));
  }
  return calibrations;
}

}  // namespace quantladder::judge
