#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <filesystem>
#include <map>
#include <nlohmann/json.hpp>
#include <set>

#include "cli/candidates_table.h"
#include "cli/commands.h"
#include "cli/duration.h"
#include "cli/exit_code.h"
#include "cli/memory_table.h"
#include "quantladder/app/candidates.h"
#include "quantladder/app/inputs.h"
#include "quantladder/app/notes.h"
#include "quantladder/app/power.h"
#include "quantladder/app/results.h"
#include "quantladder/app/run_folder.h"
#include "quantladder/bench/prepare.h"
#include "quantladder/store/run_store.h"

namespace quantladder::cli {
namespace {

struct Cost {
  int measured = 0;
  double total_s = 0;  // of measured cells, one after the other
};
// A model's cells of one kind cost alike.
using Costs = std::map<std::pair<std::string, core::SuiteKind>, Cost>;

// Sums how long the cells of each model took so far: the only honest basis for an estimate.
Costs costs_of(const std::vector<core::Record>& records) {
  Costs costs;
  for (const auto& record : records) {
    const double seconds = record.seconds();
    if (seconds <= 0) continue;
    Cost& cost = costs[{record.cell.model, record.kind()}];
    ++cost.measured;
    cost.total_s += seconds;
  }
  return costs;
}

std::optional<double> estimate_s(const bench::Plan& plan, const Costs& known) {
  double seconds = 0;
  for (const auto& group : plan.groups) {
    const auto cost = known.find({group.model, group.kind});
    if (cost == known.end()) return std::nullopt;
    seconds += cost->second.total_s / cost->second.measured * static_cast<double>(group.cells.size());
  }
  return seconds;
}

struct ModelCells {
  std::string model;
  int selected = 0;
  int done = 0;
  std::vector<std::pair<std::string, std::vector<int>>> done_cells;  // item -> iterations, in the run's order
};

int iterations_of(const bench::Experiment& experiment, const std::vector<core::SuiteFacts>& suites,
                  const std::string& id) {
  const auto suite = std::find_if(suites.begin(), suites.end(), [&](const auto& each) { return each.id == id; });
  return suite->pace(experiment.iterations, experiment.rounds).iterations;
}

std::vector<ModelCells> cells_of_models(const app::Inputs& inputs, const std::vector<core::Record>& records) {
  const bench::Attempts attempts = bench::attempts_by_cell(records);
  std::vector<ModelCells> all;
  const auto suites = bench::describe_suites(inputs.suites);
  const auto items = core::items_of(suites);
  for (const auto& config : inputs.experiment.models) {
    if (!inputs.selection.covers_model(config.model.id)) continue;
    ModelCells cells{.model = config.model.id};
    for (const auto& item : items) {
      if (!inputs.selection.covers_item(item.suite, item.id)) continue;
      const int iterations = iterations_of(inputs.experiment, suites, item.suite);
      std::vector<int> done;
      for (int iteration = 1; iteration <= iterations; ++iteration) {
        if (bench::is_settled(attempts, {cells.model, item.suite, item.id, iteration})) done.push_back(iteration);
      }
      cells.selected += iterations;
      cells.done += static_cast<int>(done.size());
      cells.done_cells.emplace_back(item.name, std::move(done));
    }
    all.push_back(std::move(cells));
  }
  return all;
}

// {1, 2, 3, 5} -> "1-3,5"
std::string to_ranges(const std::vector<int>& numbers) {
  std::string text;
  for (std::size_t begin = 0, end = 0; begin < numbers.size(); begin = end) {
    for (end = begin + 1; end < numbers.size() && numbers[end] == numbers[end - 1] + 1; ++end) {
    }
    text += fmt::format("{}{}", text.empty() ? "" : ",", numbers[begin]);
    if (end - begin > 1) text += fmt::format("-{}", numbers[end - 1]);
  }
  return text;
}

nlohmann::ordered_json models_json(const std::vector<ModelCells>& models) {
  nlohmann::ordered_json json = nlohmann::ordered_json::array();
  for (const auto& cells : models) {
    nlohmann::ordered_json done = nlohmann::ordered_json::object();
    for (const auto& [task, iterations] : cells.done_cells) done[task] = iterations;
    json.push_back({{"model", cells.model}, {"selected", cells.selected}, {"done", cells.done}, {"done_cells", done}});
  }
  return json;
}

void print(const std::vector<ModelCells>& models) {
  fmt::print("\n{:<32} {:<14} {}\n", "model", "done", "which (task and iterations)");
  for (const auto& cells : models) {
    std::vector<std::string> done;
    for (const auto& [task, iterations] : cells.done_cells) {
      if (!iterations.empty()) done.push_back(fmt::format("{} {}", task, to_ranges(iterations)));
    }
    const std::string count = fmt::format("{} of {}", cells.done, cells.selected);
    fmt::print("{:<32} {:<14} {}\n", cells.model, count, done.empty() ? "-" : fmt::format("{}", fmt::join(done, "; ")));
  }
}

nlohmann::ordered_json plan_json(const bench::Plan& plan, const std::string& folder, std::optional<double> seconds) {
  nlohmann::ordered_json groups = nlohmann::ordered_json::array();
  for (const auto& group : plan.groups) {
    nlohmann::ordered_json cells = nlohmann::ordered_json::array();
    for (const auto& cell : group.cells) {
      cells.push_back({{"suite", cell.cell.suite},
                       {"item", cell.cell.item},
                       {"iteration", cell.cell.iteration},
                       {"attempt", cell.attempt},
                       {"reason", core::to_text(cell.reason)}});
    }
    groups.push_back(
        {{"model", group.model}, {"round", group.round}, {"kind", core::to_id(group.kind)}, {"cells", cells}});
  }
  nlohmann::ordered_json json{
      {"run", folder}, {"selected", plan.selected}, {"done", plan.done}, {"to_run", plan.to_run()}};
  json["estimate_s"] = seconds ? nlohmann::ordered_json(*seconds) : nlohmann::ordered_json(nullptr);
  json["groups"] = groups;
  return json;
}

// Describes the requests of the first model; the record of each cell has its own.
std::string requests_text(const bench::Experiment& experiment, const std::vector<tasks::Suite>& suites) {
  const bench::ModelConfig& first = experiment.models.front();
  const auto differs = [&](const bench::ModelConfig& config) {
    return config.request != first.request || !config.by_task.empty() ||
           config.model.server.ctx != first.model.server.ctx;
  };
  const bool all = std::none_of(experiment.models.begin(), experiment.models.end(), differs);
  // Suites of the other kinds have lengths of their own.
  const bool has_code =
      std::any_of(suites.begin(), suites.end(), [](const auto& suite) { return suite.kind == core::SuiteKind::code; });
  return fmt::format("profile {}, {}ctx {} per slot{}", first.request.sampling.profile,
                     has_code ? fmt::format("max_tokens {}, ", first.request.max_tokens) : "", first.model.server.ctx,
                     all ? "" : fmt::format(" ({}; others differ by model or task)", first.model.id));
}

std::string suites_of(const bench::Group& group) {
  std::vector<std::string> ids;
  for (const auto& planned : group.cells) core::add_once(ids, planned.cell.suite);
  return fmt::format("{}", fmt::join(ids, ", "));
}

void print_groups(const bench::Plan& plan) {
  fmt::print("\n{:>6}  {:<32} {:<20} {:>6}  {}\n", "round", "model", "suites", "cells", "iterations");
  for (const auto& group : plan.groups) {
    fmt::print("{:>6}  {:<32} {:<20} {:>6}  {}-{}\n", group.round, group.model, suites_of(group), group.cells.size(),
               group.cells.front().cell.iteration, group.cells.back().cell.iteration);
  }
}

// Which models come to the later stages is not known yet.
void print_stages(const bench::Plan& plan) {
  fmt::print("\n{:>5}  {:<24} {:>6}  {:>6}  {}\n", "stage", "what", "models", "cells", "");
  for (std::size_t i = 0; i < plan.stages.size(); ++i) {
    std::set<std::string> models;
    std::size_t cells = 0;
    for (const auto& group : plan.groups) {
      if (!plan.stages[i].covers(group.kind, group.round)) continue;
      models.insert(group.model);
      cells += group.cells.size();
    }
    fmt::print("{:>5}  {:<24} {:>6}  {:>6}  {}\n", i + 1, plan.stages[i].name, models.size(), cells,
               i == 0 ? "" : "without what is dropped before");
  }
}

void print(const core::LoadSearch& search, const core::ServiceLevel& service) {
  const auto items = core::items_of(search);
  fmt::print(
      "search      from {} to {}, for the highest at which {:g} % of the requests have a first token within {:g} ms "
      "and {:g} tokens/s\n",
      to_string(items.front()), to_string(items.back()), service.percent, service.ttft_ms, service.tokens_per_s);
  fmt::print(
      "            {} to {} episodes of each level that is tried; what is worth {} requests without a miss shows one "
      "to be "
      "served at the first look\n",
      core::kFirstLook, search.episodes, report::least_requests(service));
}

nlohmann::ordered_json search_json(const core::LoadSearch& search, const core::ServiceLevel& service) {
  std::vector<std::string> items;
  for (const core::LoadItem& item : core::items_of(search)) items.push_back(to_string(item));
  return {{"items", items},
          {"episodes", search.episodes},
          {"ttft_ms", service.ttft_ms},
          {"tokens_per_s", service.tokens_per_s},
          {"percent", service.percent}};
}

void print(const app::Inputs& inputs, const bench::Plan& plan, const std::string& folder,
           std::optional<double> seconds) {
  const auto& experiment = inputs.experiment;
  fmt::print("experiment  {}  ({})\n", experiment.name, experiment.source);
  for (const auto& suite : bench::describe_suites(inputs.suites)) fmt::print("suite       {}\n", describe(suite));
  const auto& search = inputs.suites.front().load.search;
  fmt::print("models      {}, {}baseline {}\n", experiment.models.size(),
             search ? "" : fmt::format("{} iterations in {} rounds, ", experiment.iterations, experiment.rounds),
             experiment.baseline);
  if (search) print(*search, inputs.suites.front().load.slo);
  fmt::print("requests    {}\n", requests_text(experiment, inputs.suites));
  fmt::print("run         {}\n", folder);
  fmt::print("cells       {} selected, {} done, {} to run\n", plan.selected, plan.done, plan.to_run());
  if (seconds) {
    fmt::print("time        about {} of measuring, by the cells measured so far\n", to_duration(*seconds));
  } else if (plan.to_run() > 0) {
    fmt::print("time        unknown until each model has some measured cells; the run prints an ETA\n");
  }
  if (plan.groups.empty()) return;
  experiment.screening ? print_stages(plan) : print_groups(plan);
}

}  // namespace

int plan_command(const RunOptions& options, const std::optional<app::PowerQuestion>& power) {
  return plan_inputs(app::load_inputs(options.asked()), options, power);
}

int plan_inputs(app::Inputs inputs, const RunOptions& options, const std::optional<app::PowerQuestion>& power) {
  std::optional<sweep::Plan> candidates;
  if (inputs.experiment.sweep) {
    candidates = app::plan_sweep(inputs.experiment, inputs.suites);
    app::take_candidates(*candidates, inputs.experiment);
  }
  const auto folder = app::run_folder(inputs.experiment, inputs.suites, options.out);
  app::refuse_what_run_refuses(folder, inputs, options.out);
  std::vector<core::Record> records;
  if (std::filesystem::exists(folder / "manifest.json")) {
    const auto store = store::RunStore::open(folder);
    records = store.records("", store::Detail::figures);
    inputs.selection = app::take_next_step(store, *store.manifest(), inputs).value_or(inputs.selection);
  }
  const bench::Plan plan =
      bench::make_plan(inputs.experiment, bench::describe_suites(inputs.suites), records, inputs.selection);
  const auto seconds = estimate_s(plan, costs_of(records));
  std::optional<app::PowerReport> found;
  if (power) found = app::make_power_report(inputs, *power, options.margin, folder.string());
  const std::vector<std::string> notes = app::plan_notes(inputs.experiment);
  const std::vector<PlannedMemory> memory = plan_memory(inputs.experiment);
  if (options.output == Output::json) {
    auto json = plan_json(plan, folder.string(), seconds);
    json["models"] = models_json(cells_of_models(inputs, records));
    json["memory"] = memory_json(memory);
    json["notes"] = notes;
    if (const auto& search = inputs.suites.front().load.search)
      json["search"] = search_json(*search, inputs.suites.front().load.slo);
    if (candidates) json["sweep"] = candidates_json(*candidates);
    if (found) json["power"] = nlohmann::ordered_json::parse(to_json(*found));
    fmt::print("{}\n", json.dump(2));
    return kDone;
  }
  if (candidates) print_candidates(*candidates);
  print(inputs, plan, folder.string(), seconds);
  print(cells_of_models(inputs, records));
  print_memory(memory);
  if (found) fmt::print("\n{}", to_text(*found));
  for (const std::string& note : notes) fmt::print("\nnote: {}\n", note);
  return kDone;
}

}  // namespace quantladder::cli
