#include <fmt/format.h>

#include <filesystem>
#include <map>
#include <nlohmann/json.hpp>

#include "cli/commands.h"
#include "cli/exit_code.h"
#include "cli/experiment_inputs.h"
#include "cli/plan_power.h"
#include "cli/progress.h"
#include "cli/run_data.h"
#include "cli/run_folder.h"
#include "quantladder/bench/prepare.h"
#include "quantladder/store/run_store.h"

namespace quantladder::cli {
namespace {

struct ModelCost {
  int cells = 0;
  int measured = 0;
  double total_s = 0;  // of measured cells, one after the other
  std::optional<double> mean_s() const { return measured == 0 ? std::nullopt : std::optional(total_s / measured); }
};

// How long the cells of each model took so far: the only honest basis for an estimate.
std::map<std::string, ModelCost> costs(const std::vector<core::Record>& records) {
  std::map<std::string, ModelCost> by_model;
  for (const auto& record : records) {
    if (!record.generation) continue;
    ModelCost& cost = by_model[record.cell.model];
    ++cost.measured;
    cost.total_s += record.generation->total_ms / 1000 / std::max(1, record.generation->in_flight);
  }
  return by_model;
}

std::optional<double> estimate_s(const bench::Plan& plan, const std::map<std::string, ModelCost>& known) {
  double seconds = 0;
  for (const auto& group : plan.groups) {
    const auto cost = known.find(group.model);
    if (cost == known.end() || !cost->second.mean_s()) return std::nullopt;
    seconds += *cost->second.mean_s() * static_cast<double>(group.cells.size());
  }
  return seconds;
}

nlohmann::ordered_json to_json(const bench::Plan& plan, const std::string& folder, std::optional<double> seconds) {
  nlohmann::ordered_json groups = nlohmann::ordered_json::array();
  for (const auto& group : plan.groups) {
    nlohmann::ordered_json cells = nlohmann::ordered_json::array();
    for (const auto& cell : group.cells) {
      cells.push_back({{"task", cell.cell.task},
                       {"iteration", cell.cell.iteration},
                       {"attempt", cell.attempt},
                       {"reason", cell.reason}});
    }
    groups.push_back({{"model", group.model}, {"round", group.round}, {"cells", cells}});
  }
  nlohmann::ordered_json json{
      {"run", folder}, {"selected", plan.selected}, {"done", plan.done}, {"to_run", plan.to_run()}};
  json["estimate_s"] = seconds ? nlohmann::ordered_json(*seconds) : nlohmann::ordered_json(nullptr);
  json["groups"] = groups;
  return json;
}

void print(const Inputs& inputs, const bench::Plan& plan, const std::string& folder, std::optional<double> seconds) {
  const auto& experiment = inputs.experiment;
  fmt::print("experiment  {}  ({})\n", experiment.name, experiment.source);
  fmt::print("suite       {} {}: {} tasks, {:g} points\n", inputs.suite.id, inputs.suite.version,
             inputs.suite.tasks.size(), inputs.suite.points());
  fmt::print("models      {}, {} iterations in {} rounds, baseline {}\n", experiment.models.size(),
             experiment.iterations, experiment.rounds, experiment.baseline);
  fmt::print("run         {}\n", folder);
  fmt::print("cells       {} selected, {} done, {} to run\n", plan.selected, plan.done, plan.to_run());
  if (seconds) {
    fmt::print("time        about {} of generation, by the cells measured so far\n", to_duration(*seconds));
  } else if (plan.to_run() > 0) {
    fmt::print("time        unknown until each model has some measured cells; the run prints an ETA\n");
  }
  if (plan.groups.empty()) return;
  fmt::print("\n{:>6}  {:<32} {:>6}  {}\n", "round", "model", "cells", "iterations");
  for (const auto& group : plan.groups) {
    fmt::print("{:>6}  {:<32} {:>6}  {}-{}\n", group.round, group.model, group.cells.size(),
               group.cells.front().cell.iteration, group.cells.back().cell.iteration);
  }
}

void print_notes(const bench::Experiment& experiment) {
  std::vector<store::ManifestModel> described;
  for (const auto& config : experiment.models) described.push_back(bench::describe_without_hash(config));
  for (const auto& note : incomparable(described)) fmt::print("\nnote: {}\n", note);
}

}  // namespace

int plan_command(const RunOptions& options, const PowerOptions& power) {
  const Inputs inputs = load_inputs(options);
  const auto folder = run_folder(inputs.experiment, inputs.suite, options.out);
  std::vector<core::Record> records;
  if (std::filesystem::exists(folder / "manifest.json")) records = store::RunStore::open(folder).records();
  const bench::Plan plan = bench::make_plan(inputs.experiment, inputs.suite, records, inputs.selection);
  const auto seconds = estimate_s(plan, costs(records));
  std::optional<PowerReport> found;
  if (power.wanted) found = make_power_report(inputs, power, options.margin, folder.string());
  if (options.output == Output::json) {
    auto json = to_json(plan, folder.string(), seconds);
    if (found) json["power"] = nlohmann::ordered_json::parse(to_json(*found));
    fmt::print("{}\n", json.dump(2));
    return kDone;
  }
  print(inputs, plan, folder.string(), seconds);
  if (found) fmt::print("\n{}", to_text(*found));
  print_notes(inputs.experiment);
  return kDone;
}

}  // namespace quantladder::cli
