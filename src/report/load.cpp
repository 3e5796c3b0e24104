#include "quantladder/report/load.h"

#include "load_degradation.h"
#include "load_doubts.h"
#include "load_level.h"

namespace quantladder::report {
namespace {

using core::Episode;

EpisodesByLevel episodes_by_level(const CellTable& table) {
  EpisodesByLevel found;
  for (const TableCell& cell : table.cells()) {
    const auto* episode = std::get_if<Episode>(&cell.counted->payload);
    if (episode != nullptr && episode->outcome == core::Outcome::measured)
      found[{cell.model, cell.name}].push_back({cell.iteration, cell.counted, episode});
  }
  return found;
}

std::map<core::Outcome, int> voided_attempts(const CellTable& table, const std::string& model,
                                             const std::string& name) {
  std::map<core::Outcome, int> voided;
  for (const TableCell& cell : table.cells()) {
    if (cell.model != model || cell.name != name) continue;
    for (const core::Record* attempt : table.attempts(cell)) {
      const core::Outcome outcome = attempt->outcome();
      if (outcome != core::Outcome::measured && outcome != core::Outcome::not_run) ++voided[outcome];
    }
  }
  return voided;
}

}  // namespace

LoadReport summarise_load(const CellTable& table) {
  LoadReport report;
  const core::Manifest& run = table.data().manifest;
  auto episodes = episodes_by_level(table);
  for (const core::ModelFacts& model : run.models) {
    for (const core::RunItem& item : run.items()) {
      const auto load = core::parse_load_item(item.id);
      const core::SuiteFacts* suite = run.find_suite(item.suite);
      if (!load || suite->kind != core::SuiteKind::load) continue;
      LoadedLevel level{.model = model.model.id,
                        .suite = suite->id,
                        .item = item.name,
                        .load = *load,
                        .service = suite->service.value_or(core::ServiceLevel())};
      const std::vector<MeasuredEpisode>& measured = episodes[{level.model, level.item}];
      level.episodes = static_cast<int>(measured.size());
      level.voided = voided_attempts(table, level.model, level.item);
      level.turns = turns_of(measured);
      add_level_figures(measured, level);
      report.levels.push_back(std::move(level));
    }
  }
  add_degradation(episodes, report.levels);
  report.doubts = find_load_doubts(report.levels);
  return report;
}

}  // namespace quantladder::report
