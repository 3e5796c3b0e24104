#include "quantladder/bench/run.h"

#include <fmt/format.h>

#include <algorithm>
#include <condition_variable>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <utility>

#include "bench/workload.h"
#include "quantladder/bench/prepare.h"
#include "quantladder/core/error.h"

namespace quantladder::bench {
namespace {

using std::chrono::milliseconds;

// Every planned attempt, or a later one, has been settled, but for models that were dropped.
bool all_settled(const Plan& plan, const std::vector<core::Record>& records, const std::set<std::string>& dropped) {
  const Attempts attempts = attempts_by_cell(records);
  for (const auto& group : plan.groups) {
    if (dropped.contains(group.model)) continue;
    for (const auto& planned : group.cells) {
      const auto found = attempts.find(planned.cell);
      if (found == attempts.end()) return false;
      const core::Record& last = *found->second.back();
      if (last.attempt < planned.attempt || !core::is_settled(last.outcome())) return false;
    }
  }
  return true;
}

// Looks at the selected cells, those of earlier sessions included.
bool any_invalid(const Selection& selection, const std::vector<core::Record>& records) {
  const Attempts attempts = attempts_by_cell(records);
  return std::any_of(attempts.begin(), attempts.end(), [&](const auto& each) {
    const auto& [cell, all] = each;
    return selection.covers(cell) && core::counting_attempt(all)->outcome() == core::Outcome::invalid_arm;
  });
}

void run_or_leave_out(Workload& workload, const Group& group, const VramLimit& vram, const RunScope& scope) {
  std::string reason = vram.reason_against(group.model);
  if (reason.empty()) reason = scope.bench.bring_file(group.model);
  if (scope.stop.stop_requested()) return;
  if (reason.empty()) {
    workload.run(group);
  } else {
    workload.leave_out(group, reason);
  }
}

void say_what_does_not_fit(const Plan& plan, const VramLimit& vram, Observer& observer) {
  std::set<std::string> said;
  for (const Group& group : plan.groups) {
    const std::string& reason = vram.reason_against(group.model);
    if (!reason.empty() && said.insert(group.model).second) observer.on_note(group.model + ": " + reason);
  }
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
    case core::JudgingPolicy::overlapping:
      return false;
    case core::JudgingPolicy::between:
      return true;
    case core::JudgingPolicy::automatic:
      break;
  }
  // Nobody can see what an endpoint computes on; one on this machine may well share its cores with the judge.
  if (!model.endpoint.empty()) return is_local(model.endpoint);
  return llama::runs_on_cpu(model);
}

void claim_cells(const Experiment& experiment, const std::vector<tasks::Suite>& suites, const Selection& selection,
                 store::RunStore& store) {
  const int rounds = rounds_of(experiment, describe_suites(suites));
  for (const auto& entry : experiment.models) {
    for (int round = 1; selection.covers_model(entry.model.id) && round <= rounds; ++round) {
      if (store.claim(entry.model.id, round)) continue;
      throw core::Error(
          core::ErrorKind::environment,
          fmt::format("{}: another quantladder measures {}, round {}, in this folder; wait for it, choose "
                      "other models with --model, or another folder with --out",
                      store.folder().string(), entry.model.id, round));
    }
  }
}

RunEnd run_experiment(const Experiment& experiment, const std::vector<tasks::Suite>& suites, const Selection& selection,
                      store::RunStore& store, Bench bench, Observer& observer, std::stop_token stop) {
  Sink sink(store, observer);
  const VramLimit vram(experiment, store.manifest());
  RunScope scope{experiment, suites, selection, sink, bench, observer, stop, vram};
  const std::vector<core::SuiteFacts> described = describe_suites(suites);
  std::map<core::SuiteKind, std::unique_ptr<Workload>> workloads;
  for (const auto& suite : suites) {
    auto& workload = workloads[suite.kind];
    if (!workload) workload = workload_of(suite.kind).make(scope);
  }
  for (const auto& [kind, workload] : workloads) workload->finish_pending();
  const Plan plan = make_plan(experiment, described, sink.records(), selection);
  observer.on_plan(plan);
  say_what_does_not_fit(plan, vram, observer);
  Conclusion seen{.dropped = selection.dropped};
  for (const Stage& stage : plan.stages) {
    for (const auto& group : plan.groups) {
      if (stop.stop_requested()) return RunEnd::interrupted;
      if (stage.covers(group.kind, group.round) && !seen.dropped.contains(group.model))
        run_or_leave_out(*workloads.at(group.kind), group, vram, scope);
    }
    if (stop.stop_requested()) return RunEnd::interrupted;
    if (bench.stop_rule == nullptr) continue;
    const auto before = std::exchange(seen, bench.stop_rule->after(stage, sink.records()));
    for (const std::string& model : seen.dropped) {
      if (!before.dropped.contains(model)) observer.on_dropped(model);
    }
    if (seen.is_enough && &stage != &plan.stages.back()) return RunEnd::stopped_early;
  }
  if (!all_settled(plan, sink.records(), seen.dropped)) return RunEnd::incomplete;
  return any_invalid(selection, sink.records()) ? RunEnd::invalid : RunEnd::complete;
}

}  // namespace quantladder::bench
