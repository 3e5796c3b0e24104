#include "quantladder/bench/plan.h"

#include <fmt/format.h>

#include <algorithm>

#include "quantladder/core/error.h"

namespace quantladder::bench {
namespace {

bool selects(const std::vector<std::string>& names, const std::string& name) {
  return names.empty() || std::find(names.begin(), names.end(), name) != names.end();
}

std::string joined(const std::vector<std::string>& names) { return fmt::format("{}", fmt::join(names, ", ")); }

void check_selection(const Experiment& experiment, const tasks::Suite& suite, const Selection& selection) {
  std::vector<std::string> models;
  for (const auto& entry : experiment.models) models.push_back(entry.model.id);
  std::vector<std::string> tasks;
  for (const auto& task : suite.tasks) tasks.push_back(task.id);
  for (const auto& name : selection.models) {
    if (selects(models, name) && !models.empty()) continue;
    throw core::Error(core::ErrorKind::usage,
                      fmt::format("--model {}: no such model; there are: {}", name, joined(models)));
  }
  for (const auto& name : selection.tasks) {
    if (selects(tasks, name) && !tasks.empty()) continue;
    throw core::Error(core::ErrorKind::usage, fmt::format("--task {}: suite {} has no such task; there are: {}", name,
                                                          suite.id, joined(tasks)));
  }
}

struct Need {
  bool needed = false;
  int attempt = 1;
  std::string reason = "first";
};

Need need_of(const core::Record* newest, Repeat repeat) {
  if (newest == nullptr) return {.needed = true};
  const bool settled = is_settled(newest->outcome());
  if (settled && repeat == Repeat::missing_only) return {};
  return {.needed = true,
          .attempt = newest->attempt + 1,
          .reason = settled ? "rerun" : fmt::format("retry: {}", core::to_id(newest->outcome()))};
}

}  // namespace

bool is_settled(core::Outcome outcome) { return core::is_scored(outcome) || outcome == core::Outcome::invalid_arm; }

std::map<core::CellId, const core::Record*> newest_attempts(const std::vector<core::Record>& records) {
  std::map<core::CellId, const core::Record*> newest;
  for (const auto& record : records) {
    const core::Record*& slot = newest[record.cell];
    if (slot == nullptr || slot->attempt < record.attempt) slot = &record;
  }
  return newest;
}

int round_of(int iteration, int iterations, int rounds) {
  const int blocks = std::clamp(rounds, 1, std::max(iterations, 1));
  return static_cast<int>(static_cast<long long>(iteration - 1) * blocks / iterations) + 1;
}

Plan make_plan(const Experiment& experiment, const tasks::Suite& suite, const std::vector<core::Record>& records,
               const Selection& selection) {
  check_selection(experiment, suite, selection);
  const auto newest = newest_attempts(records);
  Plan plan;
  const int rounds = std::clamp(experiment.rounds, 1, experiment.iterations);
  for (int round = 1; round <= rounds; ++round) {
    std::vector<const ModelConfig*> order;
    for (const auto& entry : experiment.models) order.push_back(&entry);
    // ABBA: what drifts with time hits both ends alike.
    if (round % 2 == 0) std::reverse(order.begin(), order.end());
    for (const ModelConfig* entry : order) {
      if (!selects(selection.models, entry->model.id)) continue;
      ServerGroup group{.model = entry->model.id, .round = round, .cells = {}};
      for (int iteration = 1; iteration <= experiment.iterations; ++iteration) {
        if (round_of(iteration, experiment.iterations, rounds) != round) continue;
        for (const auto& task : suite.tasks) {
          if (!selects(selection.tasks, task.id)) continue;
          const core::CellId cell{entry->model.id, task.id, iteration};
          const auto found = newest.find(cell);
          const Need need = need_of(found == newest.end() ? nullptr : found->second, selection.repeat);
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
