#include "sample.h"

#include <algorithm>
#include <functional>
#include <map>

#include "quantladder/stats/timing.h"

namespace quantladder::report {
namespace {

// A ratio of two models' rounds then is the ratio of their starts, as for whole runs.
double value_of_round(const std::vector<double>& starts, Metric metric) {
  if (metric == Metric::vram) return *std::max_element(starts.begin(), starts.end());
  const auto mean = stats::geometric_mean(starts);
  return mean ? mean->value : 0;  // a figure that is not above 0 has no ratio, which the comparison says
}

void add_cells(const CellTable& table, const std::string& model, int iteration, Sample& sample) {
  std::vector<std::optional<std::uint64_t>> seeds;
  std::size_t text = 1;
  const std::vector<core::ItemFacts>& tasks = table.data().manifest.suite.items;
  for (std::size_t i = 0; i < tasks.size(); ++i) {
    const core::Record* record = table.counted(model, tasks[i].id, iteration);
    const bool passed = record != nullptr && record->outcome() == core::Outcome::pass;
    sample.series.levels[i].credit.push_back(passed ? 1 : 0);
    seeds.push_back(record != nullptr ? record->seed() : std::nullopt);
    const bool known = record != nullptr && record->generation && !record->generation->text_sha256.empty();
    text = known && text != 0 ? text * 1099511628211ULL ^ std::hash<std::string>{}(record->generation->text_sha256) : 0;
  }
  sample.seeds.push_back(std::move(seeds));
  sample.texts.push_back(text);
}

}  // namespace

std::optional<double> value_of(const ModelSummary& model, const StartSpeed& start, Metric metric) {
  switch (metric) {
    case Metric::tg:
      return start.mean_tokens_per_s;
    case Metric::pp:
      return start.mean_prompt_tokens_per_s;
    case Metric::ttft:
      return start.median_ttft_ms;
    case Metric::vram:
      if (!start.peak_bytes || !start.memory_source || core::kind_of(*start.memory_source) != model.memory.kind)
        return std::nullopt;
      return static_cast<double>(*start.peak_bytes);
    case Metric::score:
      break;
  }
  return std::nullopt;
}

Sample score_sample(const CellTable& table, const ModelSummary& model) {
  const RunData& data = table.data();
  Sample sample{.label = model.facts.model.id, .run = &data};
  const bool cells = data.scores.empty();
  if (cells) {
    for (const core::ItemFacts& task : data.manifest.suite.items)
      sample.series.levels.push_back({task.id, task.points, {}});
  }
  for (const IterationScore& iteration : model.iterations) {
    if (!iteration.score) {
      ++sample.without_value;
      continue;
    }
    sample.numbers.push_back(iteration.iteration);
    if (!iteration.label.empty()) sample.names.push_back(iteration.label);
    sample.series.values.push_back(*iteration.score);
    sample.series.repeats.push_back(iteration.repeats.has_value());
    if (cells) {
      add_cells(table, model.facts.model.id, iteration.iteration, sample);
    } else {
      sample.seeds.push_back({std::nullopt});
    }
  }
  return sample;
}

Sample speed_sample(const CellTable& table, const ModelSummary& model, Metric metric) {
  Sample sample{.label = model.facts.model.id, .run = &table.data()};
  std::map<int, std::vector<double>> rounds;
  for (const StartSpeed& start : model.probe.starts) {
    if (const auto value = value_of(model, start, metric)) {
      rounds[start.round].push_back(*value);
    } else {
      ++sample.without_value;
    }
  }
  for (const auto& [round, values] : rounds) {
    sample.numbers.push_back(round);
    sample.series.values.push_back(value_of_round(values, metric));
  }
  return sample;
}

}  // namespace quantladder::report
