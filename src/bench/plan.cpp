#include "quantladder/bench/plan.h"

#include <fmt/format.h>

#include <algorithm>

#include "quantladder/core/error.h"

namespace quantladder::bench {
namespace {

std::string joined(const std::vector<std::string>& names) { return fmt::format("{}", fmt::join(names, ", ")); }

void check_selection(const Experiment& experiment, const tasks::Suite& suite, const Selection& selection) {
  std::vector<std::string> models;
  for (const auto& entry : experiment.models) models.push_back(entry.model.id);
  std::vector<std::string> tasks;
  for (const auto& task : suite.tasks) tasks.push_back(task.id);
  for (const auto& name : selection.models) {
    if (!models.empty() && core::covers(models, name)) continue;
    throw core::Error(core::ErrorKind::usage,
                      fmt::format("--model {}: no such model; there are: {}", name, joined(models)));
  }
  for (const auto& name : selection.tasks) {
    if (!tasks.empty() && core::covers(tasks, name)) continue;
    throw core::Error(core::ErrorKind::usage, fmt::format("--task {}: suite {} has no such task; there are: {}", name,
                                                          suite.id, joined(tasks)));
  }
}

struct Need {
  bool needed = false;
  int attempt = 1;
  core::AttemptReason reason = {};
};

Need need_of(const Attempts& attempts, const core::CellId& cell, Repeat repeat) {
  const auto found = attempts.find(cell);
  if (found == attempts.end()) return {.needed = true};
  const bool settled = is_settled(attempts, cell);
  if (settled && repeat == Repeat::missing_only) return {};
  const core::Record& newest = *found->second.back();
  return {
      .needed = true,
      .attempt = newest.attempt + 1,
      .reason = settled ? core::AttemptReason{core::Why::rerun, {}} : core::AttemptReason::retry_of(newest.outcome())};
}

}  // namespace

Attempts attempts_by_cell(const std::vector<core::Record>& records) {
  Attempts attempts;
  for (const auto& record : records) attempts[record.cell].push_back(&record);
  for (auto& [cell, list] : attempts) {
    std::sort(list.begin(), list.end(),
              [](const core::Record* a, const core::Record* b) { return a->attempt < b->attempt; });
  }
  return attempts;
}

bool is_settled(const Attempts& attempts, const core::CellId& cell) {
  const auto found = attempts.find(cell);
  return found != attempts.end() && core::is_settled(core::counting_attempt(found->second)->outcome());
}

Plan make_plan(const Experiment& experiment, const tasks::Suite& suite, const std::vector<core::Record>& records,
               const Selection& selection) {
  check_selection(experiment, suite, selection);
  const Attempts attempts = attempts_by_cell(records);
  Plan plan;
  const int rounds = std::clamp(experiment.rounds, 1, experiment.iterations);
  for (int round = 1; round <= rounds; ++round) {
    std::vector<const ModelConfig*> order;
    for (const auto& entry : experiment.models) order.push_back(&entry);
    // ABBA: what drifts with time hits both ends alike.
    if (round % 2 == 0) std::reverse(order.begin(), order.end());
    for (const ModelConfig* entry : order) {
      if (!selection.covers_model(entry->model.id)) continue;
      ServerGroup group{.model = entry->model.id, .round = round, .cells = {}};
      for (int iteration = 1; iteration <= experiment.iterations; ++iteration) {
        if (core::round_of(iteration, experiment.iterations, rounds) != round) continue;
        for (const auto& task : suite.tasks) {
          if (!selection.covers_task(task.id)) continue;
          const core::CellId cell{entry->model.id, task.id, iteration};
          const Need need = need_of(attempts, cell, selection.repeat);
          ++plan.selected;
          if (need.needed) {
            group.cells.push_back({cell, need.attempt, need.reason});
          } else {
            ++plan.done;
          }
        }
      }
      if (!group.cells.empty()) plan.groups.push_back(std::move(group));
    }
  }
  return plan;
}

}  // namespace quantladder::bench
