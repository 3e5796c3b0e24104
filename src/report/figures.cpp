#include "figures.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "quantladder/stats/describe.h"
#include "quantladder/stats/timing.h"
#include "summarise.h"
#include "text.h"

namespace quantladder::report {
namespace {

std::vector<double> known(const Readings& readings) {
  std::vector<double> values;
  for (const Reading& reading : readings) {
    if (reading.value) values.push_back(*reading.value);
  }
  return values;
}

Figure of_starts(const Readings& readings) {
  Figure figure;
  figure.n = static_cast<int>(known(readings).size());
  figure.distinct = figure.n;
  return figure;
}

void explain_interval(Figure& figure, const char* method, const char* starts) {
  if (figure.ci) {
    figure.method = method;
  } else {
    figure.no_ci_reason = figure.value ? fmt::format("too few {}, or no spread", starts) : "it was not measured";
  }
}

}  // namespace

Figure rate_of(const Readings& readings, const char* starts) {
  Figure figure = of_starts(readings);
  if (const auto rate = stats::geometric_mean(known(readings))) {
    figure.value = rate->value;
    figure.sd = stats::standard_deviation(known(readings));
    figure.ci = rate->interval;
  }
  explain_interval(figure, "student_t_log", starts);
  return figure;
}

Readings score_readings(const CellTable& table, const ModelSummary& model, const std::string& task) {
  Readings readings;
  const auto items = items_called(table, task);
  for (const IterationScore& iteration : model.iterations) {
    readings.push_back({iteration.iteration, iteration.score});
    if (task.empty()) continue;
    readings.back().value = score_iteration(table, items, model.id(), iteration.iteration).score;
  }
  return readings;
}

std::vector<std::string> task_ids(const core::Manifest& run) {
  std::vector<std::string> names;
  std::set<std::string> suites;
  for (const core::RunItem& item : run.scored_items()) {
    names.push_back(item.name);
    suites.insert(item.suite);
  }
  if (suites.size() > 1) names.insert(names.begin(), suites.begin(), suites.end());
  return names;
}

Figure score_figure(const CellTable& table, const ModelSummary& model, const std::string& task) {
  const auto score = task.empty() ? model.score : score_of(table, items_called(table, task), model);
  if (!score) return {.no_ci_reason = model.no_score_reason};
  Figure figure{.value = score->mean, .sd = score->sd, .n = score->n, .distinct = score->distinct};
  figure.no_ci_reason = score->no_ci_reason;
  if (!score->ci) return figure;
  figure.ci = score->ci->interval;
  figure.level = score->ci->level;
  figure.method = std::string(core::to_id(score->ci->method));
  return figure;
}

Figure perfect_figure(const CellTable&, const ModelSummary& model, const std::string&) {
  const Proportion& perfect = model.perfect;
  if (!perfect.wilson) return {};
  return {.value = static_cast<double>(perfect.passed) / perfect.trials,
          .ci = perfect.wilson,
          .n = perfect.trials,
          .method = "wilson",
          .text = to_text(perfect)};
}

// The interval comes from order statistics over the probes.
Figure ttft_figure(const CellTable& table, const ModelSummary& model, const std::string&) {
  Figure figure = of_starts(start_readings<&StartSpeed::median_ttft_ms>(table, model, ""));
  if (const auto& ttft = model.probe.ttft_ms) {
    figure.value = ttft->median;
    figure.ci = ttft->interval;
  }
  explain_interval(figure, "order_statistics", "server starts");
  return figure;
}

// Only the starts that were measured of the same kind of memory as the model's figure.
Readings memory_readings(const CellTable&, const ModelSummary& model, const std::string&) {
  Readings readings;
  for (const StartSpeed& start : model.probe.starts) {
    readings.push_back({start.round, {}});
    if (start.peak_bytes && start.memory_source && core::kind_of(*start.memory_source) == model.memory.kind)
      readings.back().value = static_cast<double>(*start.peak_bytes);
  }
  return readings;
}

Figure memory_figure(const CellTable& table, const ModelSummary& model, const std::string&) {
  Figure figure = of_starts(memory_readings(table, model, ""));
  if (model.memory.peak_bytes) figure.value = static_cast<double>(*model.memory.peak_bytes);
  figure.no_ci_reason = "the peak of a sampled series has none";
  return figure;
}

std::string memory_kind(const ModelSummary& model) {
  return model.memory.kind ? std::string(core::to_id(*model.memory.kind)) : "";
}

Figure size_figure(const CellTable&, const ModelSummary& model, const std::string&) {
  Figure figure;
  if (const auto bytes = model.facts.file_bytes()) figure.value = static_cast<double>(*bytes);
  return figure;
}

Figure bits_figure(const CellTable&, const ModelSummary& model, const std::string&) {
  return {.value = model.facts.bits_per_weight()};
}

// Counts the warnings and errors of the file's anatomy.
Figure findings_figure(const CellTable&, const ModelSummary& model, const std::string&) {
  Figure figure;
  if (!model.facts.gguf || !model.facts.gguf->anatomy) return figure;
  const auto& findings = model.facts.gguf->anatomy->findings;
  figure.value = static_cast<double>(std::count_if(findings.begin(), findings.end(), [](const core::Finding& finding) {
    return finding.severity != core::Severity::note;
  }));
  return figure;
}

Figure energy_figure(const CellTable&, const ModelSummary& model, const std::string&) {
  return {.value = model.energy.per_solved_j};
}

std::string energy_basis(const ModelSummary& model) {
  return model.energy.basis ? "J/solved, " + std::string(core::to_id(*model.energy.basis)) : "";
}

}  // namespace quantladder::report
