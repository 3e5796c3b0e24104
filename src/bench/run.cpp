#include "quantladder/bench/run.h"

#include <algorithm>
#include <condition_variable>
#include <mutex>

#include "bench/group_run.h"

namespace quantladder::bench {
namespace {

using std::chrono::milliseconds;

// Replies that an earlier session received but did not come to judge: no server is needed for them.
void judge_pending(RunScope& scope) {
  int submitted = 0;
  for (auto& record : scope.store.pending()) {
    const tasks::Task* task = scope.suite.find(record.cell.task);
    if (task == nullptr) continue;
    scope.pool.submit({std::move(record), task, core::JudgingMode::between});
    ++submitted;
  }
  if (submitted > 0) scope.observer.on_note("judging replies that an earlier session left unjudged");
  while (scope.pool.unfinished() > 0 && !scope.stop.stop_requested()) {
    auto judged = scope.pool.next(milliseconds(100));
    if (!judged) continue;
    scope.store.write_artifacts(judged->record, judged->task->prompt, judged->answer);
    scope.store.commit(judged->record);
  }
}

void run_round(RunScope& scope, const Plan& plan, int round) {
  for (const auto& group : plan.groups) {
    if (group.round == round && !scope.stop.stop_requested()) GroupRun(scope, group).run();
  }
}

// Every planned attempt, or a later one, has been settled.
bool all_settled(const Plan& plan, const std::vector<core::Record>& records) {
  const Attempts attempts = attempts_by_cell(records);
  for (const auto& group : plan.groups) {
    for (const auto& planned : group.cells) {
      const auto found = attempts.find(planned.cell);
      if (found == attempts.end()) return false;
      const core::Record& last = *found->second.back();
      if (last.attempt < planned.attempt || !core::is_settled(last.outcome())) return false;
    }
  }
  return true;
}

// Of the selected cells, those of earlier sessions included.
bool any_invalid(const Selection& selection, const std::vector<core::Record>& records) {
  const Attempts attempts = attempts_by_cell(records);
  return std::any_of(attempts.begin(), attempts.end(), [&](const auto& each) {
    const auto& [cell, all] = each;
    return selection.covers_model(cell.model) && selection.covers_task(cell.task) &&
           core::counting_attempt(all)->outcome() == core::Outcome::invalid_arm;
  });
}

bool is_local(const std::string& endpoint) {
  return endpoint.find("//localhost") != std::string::npos || endpoint.find("//127.") != std::string::npos ||
         endpoint.find("//[::1]") != std::string::npos;
}

}  // namespace

void pause_for(milliseconds span, std::stop_token stop) {
  std::mutex mutex;
  std::condition_variable_any stopped;
  std::unique_lock lock(mutex);
  stopped.wait_for(lock, stop, span, [] { return false; });
}

bool judges_between(const Experiment& experiment, const core::Model& model) {
  switch (experiment.judging.when) {
    case JudgingPolicy::overlapping:
      return false;
    case JudgingPolicy::between:
      return true;
    case JudgingPolicy::automatic:
      break;
  }
  // What an endpoint computes on can't be seen; one on this machine may well share its cores with the judge.
  if (!model.endpoint.empty()) return is_local(model.endpoint);
  return llama::runs_on_cpu(model);
}

RunEnd run_experiment(const Experiment& experiment, const tasks::Suite& suite, const Selection& selection,
                      store::RunStore& store, Bench bench, Observer& observer, std::stop_token stop) {
  JudgePool pool(bench.judge, experiment.judging.jobs);
  RunScope scope{experiment, suite, store, bench, observer, pool, stop, {}};
  judge_pending(scope);
  const Plan plan = make_plan(experiment, suite, store.records(), selection);
  observer.on_plan(plan);
  const int rounds = std::clamp(experiment.rounds, 1, experiment.iterations);
  for (int round = 1; round <= rounds && !stop.stop_requested(); ++round) {
    run_round(scope, plan, round);
    if (stop.stop_requested() || bench.stop_rule == nullptr) continue;
    const bool enough = bench.stop_rule->stop_after(round, store.records());
    if (enough && round < rounds) return RunEnd::stopped_early;
  }
  if (stop.stop_requested()) return RunEnd::interrupted;
  const auto records = store.records();
  if (!all_settled(plan, records)) return RunEnd::incomplete;
  return any_invalid(selection, records) ? RunEnd::invalid : RunEnd::complete;
}

}  // namespace quantladder::bench
