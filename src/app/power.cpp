#include "quantladder/app/power.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "quantladder/app/results.h"
#include "quantladder/core/error.h"
#include "quantladder/report/comparison.h"
#include "quantladder/report/summary.h"
#include "quantladder/stats/sequential.h"

namespace quantladder::app {
namespace {

using Json = nlohmann::ordered_json;

constexpr int kLeastPilotPairs = 5;

[[noreturn]] void refuse(const std::string& what) { throw core::Error(core::ErrorKind::usage, what); }

// The widest of the pilot's comparisons: planning for it leaves no other one short.
std::optional<Spread> pilot_spread(const std::string& path, const std::vector<std::string>& selected,
                                   std::optional<double> scale = std::nullopt) {
  const Results pilot = load_results(path, scale);
  const report::Summary summary = report::make_summary(pilot.data);
  if (summary.models.size() < 2) return std::nullopt;
  report::ComparisonRequest request;
  for (const auto& model : summary.models) {
    const std::string& id = model.id();
    const bool asked = std::find(selected.begin(), selected.end(), id) != selected.end();
    if (asked && id != summary.manifest.baseline_id())
      request.only.push_back(id);  // none of them known: the whole pilot
  }
  const auto comparison = report::compare_models(pilot.data, summary, request);
  std::optional<Spread> widest;
  for (const auto& pair : comparison.pairs) {
    if (!pair.sd || !(*pair.sd > 0) || pair.n < kLeastPilotPairs) continue;
    if (widest && widest->sd >= *pair.sd) continue;
    widest = Spread{*pair.sd, fmt::format("{} against {} in {} ({} pairs)", pair.a, pair.b, path, pair.n),
                    stats::pilot_sd_upper(*pair.sd, pair.n)};
  }
  return widest;
}

std::vector<tasks::Task> all_tasks(const Inputs& inputs) {
  std::vector<tasks::Task> tasks;
  for (const auto& suite : inputs.suites) tasks.insert(tasks.end(), suite.tasks.begin(), suite.tasks.end());
  return tasks;
}

std::vector<stats::AssumedLevel> assumed_levels(const std::vector<tasks::Task>& tasks,
                                                const std::vector<double>& rates) {
  if (rates.size() != 1 && rates.size() != tasks.size()) {
    refuse(fmt::format("--assume: {} pass rates for the {} tasks; give one for each, or one for all", rates.size(),
                       tasks.size()));
  }
  std::vector<stats::AssumedLevel> levels;
  for (std::size_t i = 0; i < tasks.size(); ++i) {
    levels.push_back({tasks[i].points, rates.size() == 1 ? rates.front() : rates[i]});
  }
  return levels;
}

Spread assumed_spread(const std::vector<tasks::Task>& tasks, const PowerQuestion& question) {
  const bool stated = !question.assume.empty();
  const auto sd = stats::assumed_score_sd(assumed_levels(tasks, stated ? question.assume : std::vector<double>{0.5}));
  if (!sd) refuse("--assume: a pass rate lies between 0 and 1");
  const auto difference = stats::assumed_difference_sd(*sd, *sd, question.correlation);
  if (!difference || !(*difference > 0)) refuse("--assume, --correlation: these assumptions leave no spread at all");
  const std::string rates = stated ? fmt::format("pass rates {}", fmt::join(question.assume, ", "))
                                   : "every task passes half the time, the widest case";
  return {
      *difference,
      fmt::format("assumed: {}, tasks independent, correlation between the models {:g}", rates, question.correlation),
      std::nullopt};
}

Spread find_spread(const Inputs& inputs, const PowerQuestion& question, const std::string& run_folder) {
  const std::vector<std::string>& selected = inputs.selection.models;
  if (!question.pilot.empty()) {
    if (auto spread = pilot_spread(question.pilot, selected, question.scale)) return *spread;
    refuse(fmt::format("--pilot {}: it has no two models with {} common iterations whose scores differ", question.pilot,
                       kLeastPilotPairs));
  }
  if (question.assume.empty() && std::filesystem::exists(std::filesystem::path(run_folder) / "manifest.json")) {
    if (auto spread = pilot_spread(run_folder, selected)) return *spread;
  }
  return assumed_spread(all_tasks(inputs), question);
}

std::string percent(const std::optional<double>& chance) {
  return chance ? fmt::format("{:.0f} %", 100 * *chance) : "unknown";
}

std::string number(const std::optional<int>& n) { return n ? std::to_string(*n) : "more than 100000"; }

std::string points(const std::string& sign, const std::optional<double>& value) {
  return value ? fmt::format("{}{:.1f} points", sign, *value) : "nothing";
}

std::string warning_of(const stats::PowerPlan& plan) {
  const std::string few = too_few_iterations(plan.n, plan.comparisons);
  if (!few.empty()) return few;
  const bool finds = plan.power_to_find && *plan.power_to_find >= 0.5;
  const bool equates = plan.power_to_equate && *plan.power_to_equate >= 0.5;
  if (finds || equates) return "";
  return fmt::format(
      "this run will most likely end undecided: it finds a difference of {:g} points less than half the "
      "time, and equivalence within +-{:g} as seldom; plan {} iterations, or look for {}",
      plan.difference, plan.margin, number(plan.pairs_to_find), points("", plan.detectable));
}

Json plan_json(const stats::PowerPlan& plan) {
  const auto value = [](const auto& optional) { return optional ? Json(*optional) : Json(nullptr); };
  return {{"sd", plan.sd},
          {"power_to_find", value(plan.power_to_find)},
          {"power_to_equate", value(plan.power_to_equate)},
          {"detectable", value(plan.detectable)},
          {"smallest_margin", value(plan.smallest_margin)},
          {"iterations_to_find", value(plan.pairs_to_find)},
          {"iterations_to_equate", value(plan.pairs_to_equate)}};
}

std::string line_of(const std::string& what, const std::optional<double>& chance, const std::optional<int>& needed) {
  return fmt::format("  {:<40}{:>5}   80 % takes {} iterations\n", what, percent(chance), number(needed));
}

std::string lines_of(const stats::PowerPlan& plan) {
  return line_of(fmt::format("finds a difference of {:g} points", plan.difference), plan.power_to_find,
                 plan.pairs_to_find) +
         line_of(fmt::format("shows equivalence within +-{:g} points", plan.margin), plan.power_to_equate,
                 plan.pairs_to_equate) +
         fmt::format("  found 80 % of the time: {}; shown equivalent 80 % of the time: {}\n",
                     points("", plan.detectable), points("+-", plan.smallest_margin));
}

// The baseline is compared with, whether its own cells are selected or not.
int comparisons_of(const Inputs& inputs) {
  const auto& models = inputs.experiment.models;
  return static_cast<int>(std::count_if(models.begin(), models.end(), [&](const auto& config) {
    const std::string& id = config.model.id;
    return inputs.selection.covers_model(id) && id != inputs.experiment.baseline;
  }));
}

// Returns the margin that is asked for, else that of all points of the suites.
double margin_of(const Inputs& inputs, std::optional<double> asked) {
  double points = 0;
  for (const tasks::Suite& suite : inputs.suites) points += suite.points();
  return asked.value_or(stats::default_margin(points));
}

}  // namespace

std::string equivalence_doubt(const Inputs& inputs, std::optional<double> margin, const std::string& run_folder) {
  const int comparisons = comparisons_of(inputs);
  if (comparisons < 1) return "";
  const Spread spread = find_spread(inputs, {}, run_folder);
  const auto warning = stats::equivalence_warning(
      spread.sd,
      {.n_max = inputs.experiment.iterations, .margin = margin_of(inputs, margin), .comparisons = comparisons});
  return warning.empty() ? "" : fmt::format("{} ({})", warning, spread.source);
}

std::string too_few_iterations(int iterations, int comparisons) {
  if (comparisons < 1) return "";
  const int fewest = stats::fewest_for_any_claim(comparisons);
  if (iterations >= fewest) return "";
  return fmt::format("{} {} cannot show any difference, however large: {} {} at least {}", iterations,
                     iterations == 1 ? "iteration" : "iterations", comparisons,
                     comparisons == 1 ? "comparison needs" : "comparisons need", fewest);
}

PowerReport make_power_report(const Inputs& inputs, const PowerQuestion& question, std::optional<double> margin,
                              const std::string& run_folder) {
  const int comparisons = comparisons_of(inputs);
  if (comparisons < 1) refuse(inputs.experiment.source + ": --power: a comparison takes two models");
  const auto plan = [&](double sd) {
    return stats::plan_power(sd, question.difference, margin_of(inputs, margin), inputs.experiment.iterations,
                             comparisons);
  };
  PowerReport report;
  report.spread = find_spread(inputs, question, run_folder);
  report.expected = plan(report.spread.sd);
  if (report.spread.cautious) report.cautious = plan(*report.spread.cautious);
  report.warning = warning_of(report.expected);
  return report;
}

std::string to_text(const PowerReport& report) {
  const auto& plan = report.expected;
  std::string text = fmt::format("power of {} iterations, {} {} with the baseline (5 % for all together)\n", plan.n,
                                 plan.comparisons, plan.comparisons == 1 ? "comparison" : "comparisons");
  text += fmt::format("spread of the paired differences: sd {:.1f} points; {}\n", plan.sd, report.spread.source);
  text += lines_of(plan);
  if (report.cautious) {
    text +=
        fmt::format("should the pilot have understated it (its upper 80 % limit: sd {:.1f}):\n", report.cautious->sd);
    text += lines_of(*report.cautious);
  }
  if (!report.warning.empty()) text += "warning: " + report.warning + "\n";
  return text;
}

std::string to_json(const PowerReport& report) {
  const auto& plan = report.expected;
  Json json{{"iterations", plan.n},           {"comparisons", plan.comparisons},
            {"difference", plan.difference},  {"margin", plan.margin},
            {"spread", report.spread.source}, {"fewest_for_any_claim", plan.fewest_for_any_claim},
            {"expected", plan_json(plan)}};
  json["cautious"] = report.cautious ? plan_json(*report.cautious) : Json(nullptr);
  json["warning"] = report.warning.empty() ? Json(nullptr) : Json(report.warning);
  return json.dump();
}

}  // namespace quantladder::app
