#include "quantladder/report/summary.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "quantladder/report/measure.h"
#include "quantladder/stats/describe.h"
#include "summarise.h"
#include "text.h"

namespace quantladder::report {
namespace {

ModelSummary summarise_model(const CellTable& table, const core::ModelFacts& facts, std::vector<std::string>& errors) {
  ModelSummary model = summarise_score(table, facts, errors);
  const std::string& id = facts.model.id;
  model.probe = summarise_probes(table.data(), id);
  model.tests = summarise_tests(table, id);
  model.served = summarise_served(table, id);
  model.domains = summarise_fidelity(table, id);
  model.cells = summarise_cells(table, id);
  model.drafts = summarise_drafts(table, model);
  model.memory = summarise_memory(table, id);
  model.account = make_account(table.data(), facts, model.memory);
  return model;
}

// A later session in a sandbox does not wash off what was judged without one.
bool judged_without_sandbox(const RunData& data) {
  return std::any_of(data.records.begin(), data.records.end(), [](const core::Record& record) {
    return !record.judgements().empty() && record.judgement().sandbox == core::SandboxTier::none;
  });
}

// A record that belongs to nothing would silently drop out of every table.
void find_strays(const CellTable& table, std::vector<std::string>& errors) {
  std::set<std::string> models;
  std::set<std::pair<std::string, std::string>> items;
  for (const core::ModelFacts& model : table.data().manifest.models) models.insert(model.model.id);
  for (const core::RunItem& item : table.data().manifest.items()) items.insert({item.suite, item.id});
  for (const TableCell& cell : table.cells()) {
    if (models.count(cell.model) == 0) {
      errors.push_back(fmt::format("{}: the run knows no such model; the record is in no figure", to_string(cell)));
    } else if (items.count({cell.suite, cell.item}) == 0) {
      errors.push_back(
          fmt::format("{}: no suite of the run has such an item; the record is in no figure", to_string(cell)));
    }
  }
}

// The points that a record says were earned must be those of its passed tests, or none at all.
void find_misearned(const CellTable& table, std::vector<std::string>& errors) {
  std::map<std::pair<std::string, std::string>, const core::RunItem*> items;
  for (const core::RunItem& item : table.scored_items()) items[{item.suite, item.id}] = &item;
  for (const TableCell& cell : table.cells()) {
    const auto item = items.find({cell.suite, cell.item});
    if (item == items.end() || !core::is_scored(cell.counted->outcome())) continue;
    if (item->second->test_points.empty()) continue;  // an imported table's points fall on no tests
    const core::Judgement& judgement = cell.counted->judgement();
    if (!judgement.earned || *judgement.earned == 0 || judgement.tests_sha256 != item->second->tests_sha256) continue;
    const double passed = core::points_earned(item->second->test_points, judgement.tests);
    if (*judgement.earned == passed) continue;
    errors.push_back(fmt::format("{}: its record says that {:g} points were earned, and its passed tests earn {:g}",
                                 to_string(cell), *judgement.earned, passed));
  }
}

// A program that changed between two sessions makes another baseline: distances from both have no order.
void find_mixed_baselines(const CellTable& table, std::vector<std::string>& errors) {
  using Block = std::pair<std::string, int>;                  // domain and iteration: each reads another text
  std::map<Block, std::map<std::string, std::string>> found;  // -> key -> models
  for (const TableCell& cell : table.cells()) {
    const auto* fidelity = std::get_if<core::Fidelity>(&cell.counted->payload);
    if (fidelity != nullptr && fidelity->outcome == core::Outcome::measured)
      add_part(found[{cell.name, cell.iteration}][fidelity->baseline->key], cell.model);
  }
  for (const auto& [block, keys] : found) {
    if (keys.size() < 2) continue;
    const std::string& domain = block.first;
    std::string text;
    for (const auto& [key, models] : keys) add_part(text, fmt::format("{} with {}", models, key.substr(0, 8)), "; ");
    errors.push_back(
        fmt::format("{}: the models were compared with different baselines ({}): the program, or what it was "
                    "told, changed between sessions; measure it again with --task {} --rerun",
                    domain, text, domain));
  }
}

// The whole, and what has no other table of its own.
std::vector<std::string> shown_instances(const Measure& measure, const core::Manifest& run) {
  std::vector<std::string> instances{""};
  if (measure.of_tasks || measure.instances == nullptr) return instances;
  for (std::string& instance : measure.instances(run)) instances.push_back(std::move(instance));
  return instances;
}

}  // namespace

bool has_points(const Summary& summary) {
  const auto& suites = summary.manifest.suites;
  const bool is_of_load = std::any_of(
      suites.begin(), suites.end(), [](const core::SuiteFacts& suite) { return suite.kind == core::SuiteKind::load; });
  return !summary.scored_items.empty() || (summary.manifest.imported && !is_of_load) ||
         std::any_of(summary.models.begin(), summary.models.end(),
                     [](const ModelSummary& model) { return model.score.has_value(); });
}

const char* const kEstimand =
    "The score is the mean of the points that an iteration earns on the tasks of this suite, with this sampler and "
    "these "
    "builds. The interval says how far it would move if the same run were repeated (iterations are the random unit); "
    "it "
    "says nothing about other tasks.";

std::optional<std::string> find_inconsistency(std::span<const double> scores,
                                              std::span<const stats::LevelCount> levels) {
  const auto mean = stats::mean(scores);
  if (!mean) return std::nullopt;
  double weighted = 0;
  for (const stats::LevelCount& level : levels) {
    if (level.trials > 0) weighted += level.points * level.passed / level.trials;
  }
  if (std::fabs(*mean - weighted) < 1e-6) return std::nullopt;
  return fmt::format("the mean score {:.4f} is not the weighted sum of the pass rates {:.4f} over the same {}", *mean,
                     weighted, count_of(scores.size(), "iteration"));
}

Summary make_summary(const CellTable& table) {
  const RunData& data = table.data();
  Summary summary{.manifest = data.manifest,
                  .complete = data.complete,
                  .unsafe_no_sandbox = judged_without_sandbox(data),
                  .stopping = data.stopping,
                  .screening = data.screening,
                  .scored_items = table.scored_items()};
  for (const core::RunItem& item : summary.scored_items) summary.points += item.points;
  for (const core::ModelFacts& facts : data.manifest.models) {
    summary.models.push_back(summarise_model(table, facts, summary.errors));
  }
  summarise_energy(table, summary.models);
  for (ModelSummary& model : summary.models) {
    for (const Measure& measure : measures()) {
      for (const std::string& instance : shown_instances(measure, data.manifest)) {
        model.figures[Metric{&measure, instance}.id()] = measure.figure(table, model, instance);
      }
    }
  }
  find_strays(table, summary.errors);
  find_misearned(table, summary.errors);
  find_mixed_baselines(table, summary.errors);
  summary.at_play = find_at_play(table);
  summary.requests = distinct_requests(table);
  summary.servers = distinct_servers(data);
  summary.unscored = find_unscored(table);
  summary.repeated = find_repeated(table);
  summary.rejudged = find_rejudged(table);
  summary.judged_again = count_judged_again(table);
  summary.warnings = find_warnings(table, summary);
  summary.doubts = find_doubts(table, summary.models);
  return summary;
}

}  // namespace quantladder::report
