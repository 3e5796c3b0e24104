#include "quantladder/bench/plan.h"

#include <fmt/format.h>

#include <algorithm>

#include "quantladder/core/error.h"

namespace quantladder::bench {
namespace {

bool is_called(const std::string& suite, const std::string& item, const std::string& name) {
  return name == item || name == suite + "/" + item;
}

std::string joined(const std::vector<std::string>& names) { return fmt::format("{}", fmt::join(names, ", ")); }

void check_models(const Experiment& experiment, const Selection& selection) {
  std::vector<std::string> models;
  for (const auto& entry : experiment.models) models.push_back(entry.model.id);
  for (const auto& name : selection.models) {
    if (!models.empty() && core::covers(models, name)) continue;
    throw core::Error(core::ErrorKind::usage,
                      fmt::format("--model {}: no such model; there are: {}", name, joined(models)));
  }
}

void check_suites(const std::vector<core::SuiteFacts>& suites, const Selection& selection) {
  std::vector<std::string> known;
  for (const auto& suite : suites) known.push_back(suite.id);
  for (const auto& name : selection.suites) {
    if (!known.empty() && core::covers(known, name)) continue;
    throw core::Error(core::ErrorKind::usage,
                      fmt::format("--suite {}: this run has no such suite; there are: {}", name, joined(known)));
  }
}

// The cells of `group`'s model, round and kind, by iteration.
std::vector<core::CellId> cells_of(const Experiment& experiment, const std::vector<core::SuiteFacts>& suites,
                                   const Group& group) {
  std::vector<core::CellId> cells;
  for (const auto& suite : suites) {
    const core::Pace pace = suite.pace(experiment.iterations, experiment.rounds);
    for (int iteration = 1; suite.kind == group.kind && iteration <= pace.iterations; ++iteration) {
      if (core::round_of(iteration, pace.iterations, pace.rounds) != group.round) continue;
      for (const auto& item : suite.items) cells.push_back({group.model, suite.id, item.id, iteration});
    }
  }
  std::stable_sort(cells.begin(), cells.end(),
                   [](const core::CellId& a, const core::CellId& b) { return a.iteration < b.iteration; });
  return cells;
}

std::vector<const ModelConfig*> order_in(const Experiment& experiment, int round) {
  std::vector<const ModelConfig*> order;
  for (const auto& entry : experiment.models) order.push_back(&entry);
  // ABBA: what drifts with time hits both ends alike.
  if (round % 2 == 0) std::reverse(order.begin(), order.end());
  return order;
}

// Adds those of the group's cells that are selected and not done.
void add_cells(const std::vector<core::CellId>& cells, const Attempts& attempts, const Selection& selection,
               Group& group, Plan& plan) {
  for (const core::CellId& cell : cells) {
    if (!selection.covers(cell)) continue;
    const auto next = next_attempt(attempts, cell, selection.repeat);
    if (next && selection.dropped.contains(cell.model)) continue;
    ++plan.selected;
    if (next) {
      group.cells.push_back({cell, next->attempt, next->reason});
    } else {
      ++plan.done;
    }
  }
}

}  // namespace

bool Selection::covers_item(const std::string& suite, const std::string& item) const {
  if (!core::covers(suites, suite)) return false;
  return items.empty() ||
         std::any_of(items.begin(), items.end(), [&](const auto& name) { return is_called(suite, item, name); });
}

std::optional<std::string> find_ambiguity(const std::vector<core::RunItem>& items, const std::string& name) {
  std::vector<std::string> names;
  std::vector<std::string> meant;
  for (const auto& item : items) {
    names.push_back(item.name);
    if (is_called(item.suite, item.id, name)) meant.push_back(item.name);
  }
  if (meant.size() == 1) return std::nullopt;
  if (meant.empty()) return fmt::format("no suite of this run has such a task; there are: {}", joined(names));
  return fmt::format("that is in several suites; write one of: {}", joined(meant));
}

Plan make_plan(const Experiment& experiment, const std::vector<core::SuiteFacts>& suites,
               const std::vector<core::Record>& records, const Selection& selection) {
  check_models(experiment, selection);
  check_suites(suites, selection);
  for (const auto& name : selection.items) {
    const auto problem = find_ambiguity(core::items_of(suites), name);
    if (problem) throw core::Error(core::ErrorKind::usage, fmt::format("--task {}: {}", name, *problem));
  }
  const Attempts attempts = attempts_by_cell(records);
  Plan plan{.stages = stages_of(experiment, suites)};
  for (const Stage& stage : plan.stages) {
    for (int round = stage.first_round; round <= stage.last_round; ++round) {
      for (const ModelConfig* entry : order_in(experiment, round)) {
        if (!selection.covers_model(entry->model.id)) continue;
        for (const auto& kind : core::kIds<core::SuiteKind>) {
          if (!stage.covers(kind.value, round)) continue;
          Group group{entry->model.id, round, kind.value, {}};
          add_cells(cells_of(experiment, suites, group), attempts, selection, group, plan);
          if (!group.cells.empty()) plan.groups.push_back(std::move(group));
        }
      }
    }
  }
  return plan;
}

std::vector<Stage> stages_of(const Experiment& experiment, const std::vector<core::SuiteFacts>& suites) {
  std::vector<Stage> stages;
  const int rounds = rounds_of(experiment, suites);
  if (!experiment.screening) {
    for (int round = 1; round <= rounds; ++round) stages.push_back({fmt::format("round {}", round), {}, round, round});
    return stages;
  }
  const auto rounds_of_kind = [&](core::SuiteKind kind) {
    int most = 0;
    for (const auto& suite : suites) {
      if (suite.kind == kind) most = std::max(most, suite.pace(experiment.iterations, experiment.rounds).rounds);
    }
    return most;
  };
  const auto add_rounds = [&](core::SuiteKind kind, const char* word, int first, int last) {
    for (int round = first; round <= last; ++round)
      stages.push_back({fmt::format("{}, {} {}", core::to_id(kind), word, round), kind, round, round});
  };
  using Kind = core::SuiteKind;
  const int blocks = rounds_of_kind(Kind::fidelity);
  add_rounds(Kind::fidelity, "block", 1, std::min(blocks, 1));
  if (const int starts = rounds_of_kind(Kind::speed); starts > 0) stages.push_back({"speed", Kind::speed, 1, starts});
  add_rounds(Kind::fidelity, "block", 2, blocks);
  add_rounds(Kind::code, "round", 1, rounds_of_kind(Kind::code));
  return stages;
}

int rounds_of(const Experiment& experiment, const std::vector<core::SuiteFacts>& suites) {
  int most = 1;
  for (const auto& suite : suites) most = std::max(most, suite.pace(experiment.iterations, experiment.rounds).rounds);
  return most;
}

}  // namespace quantladder::bench
