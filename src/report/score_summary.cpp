#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "quantladder/stats/binomial.h"
#include "quantladder/stats/bootstrap.h"
#include "quantladder/stats/describe.h"
#include "quantladder/stats/duplicates.h"
#include "summarise.h"
#include "text.h"

namespace quantladder::report {
namespace {

Proportion proportion(int passed, int trials, double distinct_share) {
  return {passed, trials, stats::wilson(passed * distinct_share, trials * distinct_share),
          stats::clopper_pearson(passed * distinct_share, trials * distinct_share)};
}

bool is_pass(const core::Record* record) { return record != nullptr && record->outcome() == core::Outcome::pass; }

bool is_scored(const core::Record* record) { return record != nullptr && core::is_scored(record->outcome()); }

stats::Fingerprint fingerprint(const CellTable& table, const std::string& model, int iteration) {
  stats::Fingerprint hashes;
  for (const core::RunItem& task : table.scored_items()) {
    const core::Record* record = table.counted(model, task, iteration);
    hashes.push_back(record != nullptr && record->generation() != nullptr ? record->generation()->text_sha256 : "");
  }
  return hashes;
}

void mark_repeats(const CellTable& table, ModelSummary& model) {
  std::vector<stats::Fingerprint> fingerprints;
  for (const IterationScore& iteration : model.iterations) {
    fingerprints.push_back(fingerprint(table, model.id(), iteration.iteration));
  }
  const auto duplicates = stats::find_duplicates(fingerprints);
  for (std::size_t i = 0; i < duplicates.size(); ++i) {
    if (duplicates[i]) model.iterations[i].repeats = model.iterations[*duplicates[i]].iteration;
  }
}

double distinct_share(const std::vector<IterationScore>& iterations) {
  const auto repeats = std::count_if(iterations.begin(), iterations.end(),
                                     [](const IterationScore& iteration) { return iteration.repeats.has_value(); });
  if (repeats == 0) return 1;
  return 1 - static_cast<double>(repeats) / static_cast<double>(iterations.size());
}

TaskRates rate_task(const core::RunItem& task, const CellTable& table, const ModelSummary& model) {
  TaskRates rates{.task = task.name, .points = task.points, .by_tests = !task.test_points.empty()};
  std::vector<std::string> hashes;
  int passed = 0;
  int scored = 0;
  double earned = 0;
  for (const IterationScore& iteration : model.iterations) {
    const core::Record* record = table.counted(model.id(), task, iteration.iteration);
    if (!is_scored(record)) continue;
    ++scored;
    if (is_pass(record)) ++passed;
    earned += record->earned();
    rates.tests_passed += record->judgement().tests_passed;
    rates.tests_total += record->judgement().tests_total;
    if (record->generation()) hashes.push_back(record->generation()->text_sha256);
  }
  if (scored > 0) rates.earned = earned / scored;
  rates.passes = proportion(passed, scored, distinct_share(model.iterations));
  rates.distinct = stats::count_distinct(hashes);
  rates.pass_at_1 = stats::pass_at_k(scored, passed, 1);
  rates.pass_at_3 = stats::pass_at_k(scored, passed, 3);
  rates.pass_at_5 = stats::pass_at_k(scored, passed, 5);
  return rates;
}

// Scores and level passes of the complete iterations: the sample that the mean is made of.
stats::ScoreSample complete_sample(const CellTable& table, const std::vector<core::RunItem>& items,
                                   const ModelSummary& model) {
  stats::ScoreSample sample;
  std::set<int> origins;  // a repeated iteration counts once, even if the one it repeats is not complete
  for (const core::RunItem& task : items) sample.levels.push_back({0, 0, task.points});
  for (const IterationScore& iteration : model.iterations) {
    const auto score = score_iteration(table, items, model.id(), iteration.iteration).score;
    if (!score) continue;
    sample.scores.push_back(*score);
    origins.insert(iteration.repeats.value_or(iteration.iteration));
    for (std::size_t i = 0; i < items.size(); ++i) {
      sample.levels[i].trials += 1;
      sample.levels[i].passed += table.counted(model.id(), items[i], iteration.iteration)->credit();
    }
  }
  sample.distinct = static_cast<int>(origins.size());
  return sample;
}

std::optional<stats::Interval> percentile_interval(const stats::ScoreSample& sample) {
  std::vector<double> points;
  for (const stats::LevelCount& level : sample.levels) points.push_back(level.points);
  points.insert(points.end(), sample.scores.begin(), sample.scores.end());  // partial credit lies between the points
  const auto unit = stats::lattice_unit(points);
  const auto distribution = unit ? stats::exact_bootstrap_mean(sample.scores, *unit) : std::nullopt;
  if (!distribution) return std::nullopt;
  return stats::bootstrap_interval(sample.scores, *distribution, stats::BootstrapLimits::percentile);
}

// Scores alone carry no levels to fall back on.
std::string why_no_interval(const stats::ScoreSample& sample) {
  if (static_cast<int>(sample.scores.size()) < stats::kLeastIterationsForBootstrap) {
    return fmt::format("iteration scores without their cells have no valid interval below {} iterations",
                       stats::kLeastIterationsForBootstrap);
  }
  return fmt::format(
      "iteration scores without their cells have no valid interval with fewer than {} off the most frequent score",
      stats::kLeastOffMode);
}

std::optional<ScoreStatistics> describe(const stats::ScoreSample& sample) {
  if (sample.scores.empty() || !stats::all_finite(sample.scores)) return std::nullopt;
  ScoreStatistics result;
  result.mean = *stats::mean(sample.scores);
  result.sd = stats::standard_deviation(sample.scores);
  result.min = *std::min_element(sample.scores.begin(), sample.scores.end());
  result.median = *stats::median(sample.scores);
  result.max = *std::max_element(sample.scores.begin(), sample.scores.end());
  result.n = static_cast<int>(sample.scores.size());
  result.distinct = sample.distinct;
  result.ci = stats::score_interval(sample);
  if (!result.ci) result.no_ci_reason = why_no_interval(sample);
  if (result.distinct == result.n) {  // both assume independent iterations
    result.percentile = percentile_interval(sample);
    result.student_t = stats::student_t_interval(sample.scores);
  }
  return result;
}

std::string why_no_score(const CellTable& table, const ModelSummary& model) {
  if (table.scored_items().empty()) return "no suite of this run has points";
  const auto& screening = table.data().screening;
  if (const auto* dropped = screening ? screening->find(model.id()) : nullptr)
    return fmt::format("it was dropped before, since {} beats it", dropped->by);
  if (model.iterations.empty()) return "no cell was run";
  std::string names;
  std::size_t found = 0;
  for (const core::RunItem& task : table.scored_items()) {
    const bool tried = std::any_of(table.cells().begin(), table.cells().end(), [&](const TableCell& cell) {
      return cell.model == model.id() && cell.name == task.name;
    });
    if (tried) add_part(names, task.name);
    found += tried ? 1 : 0;
  }
  if (found < table.scored_items().size()) return fmt::format("only {} was run: a score needs every task", names);
  return fmt::format("none of {} has every cell scored", count_of(model.iterations.size(), "iteration"));
}

void count_outcomes(const core::Manifest& run, const CellTable& table, ModelSummary& model) {
  int found = 0;
  for (const TableCell& cell : table.cells()) {
    const core::SuiteFacts* suite = run.find_suite(cell.suite);
    if (cell.model != model.id() || suite == nullptr) continue;
    ++model.outcomes[static_cast<std::size_t>(cell.counted->outcome())];
    if (cell.iteration <= run.pace_of(*suite).iterations || run.imported.has_value()) ++found;
  }
  const auto& screening = table.data().screening;
  if (screening && screening->find(model.id()) != nullptr) return;  // nothing more was to be measured
  model.missing_cells = std::max(0, run.planned_cells() / static_cast<int>(run.models.size()) - found);
}

std::map<std::string, ScoreStatistics> score_suites(const CellTable& table, const ModelSummary& model) {
  std::map<std::string, ScoreStatistics> scores;
  std::set<std::string> suites;
  for (const core::RunItem& item : table.scored_items()) suites.insert(item.suite);
  for (const std::string& suite : suites) {
    if (suites.size() < 2) break;
    if (auto score = describe(complete_sample(table, items_called(table, suite), model)))
      scores.emplace(suite, std::move(*score));
  }
  return scores;
}

void take_given_scores(const RunData& data, ModelSummary& model) {
  stats::ScoreSample sample;
  for (const core::GivenScore& given : data.scores) {
    if (given.model != model.id()) continue;
    model.iterations.push_back({.iteration = given.iteration, .score = given.score, .missing = given.score ? 0 : 1});
    if (!given.score) ++model.iterations_without_score;
  }
  std::sort(model.iterations.begin(), model.iterations.end(),
            [](const auto& a, const auto& b) { return a.iteration < b.iteration; });
  for (const IterationScore& iteration : model.iterations) {
    if (iteration.score) sample.scores.push_back(*iteration.score);
  }
  sample.distinct = static_cast<int>(sample.scores.size());
  model.score = describe(sample);
  if (!model.score) model.no_score_reason = "the imported table gives none";
}

void add_labels(const core::Manifest& run, ModelSummary& model) {
  if (!run.imported) return;
  const std::vector<std::string>& labels = run.imported->iteration_labels;
  for (IterationScore& iteration : model.iterations) {
    const auto index = static_cast<std::size_t>(iteration.iteration) - 1;
    if (index < labels.size()) iteration.label = labels[index];
  }
}

}  // namespace

IterationScore score_iteration(const CellTable& table, const std::vector<core::RunItem>& items,
                               const std::string& model, int iteration) {
  IterationScore result{.iteration = iteration};
  // The points that the records carry, not those of the suite: so that the consistency check compares two routes.
  double points = 0;
  for (const core::RunItem& task : items) {
    const core::Record* record = table.counted(model, task, iteration);
    if (record == nullptr)
      ++result.missing;
    else if (!is_scored(record))
      ++result.unscored;
    else
      points += record->earned();
  }
  if (result.missing + result.unscored == 0 && !items.empty()) result.score = points;
  return result;
}

std::optional<ScoreStatistics> score_of(const CellTable& table, const std::vector<core::RunItem>& items,
                                        const ModelSummary& model) {
  return describe(complete_sample(table, items, model));
}

std::vector<core::RunItem> items_called(const CellTable& table, const std::string& name) {
  std::vector<core::RunItem> items = table.scored_items();
  if (!name.empty()) std::erase_if(items, [&](const auto& item) { return item.name != name && item.suite != name; });
  return items;
}

ModelSummary summarise_score(const CellTable& table, const core::ModelFacts& model_facts,
                             std::vector<std::string>& errors) {
  const core::Manifest& run = table.data().manifest;
  const std::string& id = model_facts.model.id;
  ModelSummary model{.facts = model_facts};
  if (!table.data().scores.empty()) {
    take_given_scores(table.data(), model);
    add_labels(run, model);
    return model;
  }
  for (const int iteration : table.iterations(id)) {
    model.iterations.push_back(score_iteration(table, table.scored_items(), id, iteration));
  }
  add_labels(run, model);
  mark_repeats(table, model);
  count_outcomes(run, table, model);
  for (const core::RunItem& task : table.scored_items()) model.tasks.push_back(rate_task(task, table, model));

  const stats::ScoreSample sample = complete_sample(table, table.scored_items(), model);
  model.iterations_without_score = static_cast<int>(model.iterations.size() - sample.scores.size());
  if (const auto difference = find_inconsistency(sample.scores, sample.levels)) {
    errors.push_back(id + ": " + *difference);
  }
  model.suites = score_suites(table, model);
  model.score = describe(sample);
  if (!model.score) {
    model.no_score_reason = why_no_score(table, model);
    return model;
  }
  double points = 0;
  for (const core::RunItem& task : table.scored_items()) points += task.points;
  const auto perfect =
      std::count_if(sample.scores.begin(), sample.scores.end(), [&](double score) { return score > points - 1e-9; });
  model.perfect = proportion(static_cast<int>(perfect), static_cast<int>(sample.scores.size()),
                             static_cast<double>(sample.distinct) / static_cast<double>(sample.scores.size()));
  return model;
}

}  // namespace quantladder::report
