#include "quantladder/report/summary.h"

#include <fmt/format.h>

#include <cmath>
#include <set>

#include "quantladder/report/recommend.h"
#include "quantladder/stats/describe.h"
#include "summarise.h"

namespace quantladder::report {
namespace {

double attainable(const RunFacts& facts) {
  double points = 0;
  for (const TaskFacts& task : facts.tasks) points += task.points;
  return points;
}

ModelSummary summarise_model(const RunData& data, const CellTable& table, const ModelFacts& facts,
                             std::vector<std::string>& errors) {
  ModelSummary model;
  model.facts = facts;
  summarise_score(data, table, model, errors);
  const std::string& id = facts.model.id;
  model.probe = summarise_probes(data, id);
  model.cells = summarise_cells(table, id);
  model.memory = summarise_memory(data, table, id);
  return model;
}

// A record that belongs to nothing would silently drop out of every table.
void find_strays(const RunData& data, const CellTable& table, std::vector<std::string>& errors) {
  std::set<std::string> models;
  std::set<std::string> tasks;
  for (const ModelFacts& model : data.facts.models) models.insert(model.model.id);
  for (const TaskFacts& task : data.facts.tasks) tasks.insert(task.id);
  for (const TableCell& cell : table.cells()) {
    if (models.count(cell.model) == 0) {
      errors.push_back(fmt::format("{}: the run knows no such model; the record is in no figure", to_string(cell)));
    } else if (tasks.count(cell.task) == 0) {
      errors.push_back(fmt::format("{}: the suite has no such task; the record is in no figure", to_string(cell)));
    }
  }
}

}  // namespace

const char* const kEstimand =
    "The score estimated is the mean on this fixed ladder: these tasks, this sampler, these builds. Iterations are the "
    "random unit, so the intervals say how far the mean would move if the same run were repeated; they say nothing "
    "about other tasks.";

std::optional<std::string> find_inconsistency(std::span<const double> scores,
                                              std::span<const stats::LevelCount> levels) {
  const auto mean = stats::mean(scores);
  if (!mean) return std::nullopt;
  double weighted = 0;
  for (const stats::LevelCount& level : levels) {
    if (level.trials > 0) weighted += level.points * level.passed / level.trials;
  }
  if (std::fabs(*mean - weighted) < 1e-6) return std::nullopt;
  return fmt::format("the mean score {:.4f} is not the weighted sum of the pass rates {:.4f} over the same {} {}",
                     *mean, weighted, scores.size(), scores.size() == 1 ? "iteration" : "iterations");
}

Summary make_summary(const RunData& data) {
  const CellTable table(data);
  Summary summary;
  summary.facts = data.facts;
  summary.stopping = data.stopping;
  summary.points = attainable(data.facts);
  for (const ModelFacts& facts : data.facts.models) {
    summary.models.push_back(summarise_model(data, table, facts, summary.errors));
  }
  summarise_energy(data, table, summary.models);
  find_strays(data, table, summary.errors);
  collect_cells(table, summary);
  collect_setup(data, table, summary);
  collect_warnings(data, table, summary);
  collect_doubts(data, table, summary);
  if (summary.models.size() > 1) summary.comparison = compare_models(data, table, summary, {});
  summary.recommendation = recommend(data, table, summary, {});
  return summary;
}

}  // namespace quantladder::report
