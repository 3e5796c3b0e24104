#include "sample.h"

#include <algorithm>
#include <functional>
#include <map>

#include "quantladder/stats/describe.h"
#include "quantladder/stats/timing.h"
#include "summarise.h"

namespace quantladder::report {
namespace {

double pool(const std::vector<double>& values, Estimate estimate) {
  if (estimate == Estimate::peak) return *std::max_element(values.begin(), values.end());
  if (estimate == Estimate::mean) return *stats::mean(values);
  const auto mean = stats::geometric_mean(values);
  return mean ? mean->value : 0;  // a figure that is not above 0 has no ratio, which the comparison says
}

void add_cells(const CellTable& table, const std::vector<core::RunItem>& tasks, const std::string& model, int iteration,
               Sample& sample) {
  std::vector<std::optional<std::uint64_t>> seeds;
  std::size_t text = 1;
  for (std::size_t i = 0; i < tasks.size(); ++i) {
    const core::Record* record = table.counted(model, tasks[i], iteration);
    if (!sample.series.levels.empty())
      sample.series.levels[i].credit.push_back(record != nullptr ? record->credit() : 0);
    seeds.push_back(record != nullptr ? record->seed() : std::nullopt);
    const core::Generation* made = record == nullptr ? nullptr : record->generation();
    const bool known = made != nullptr && !made->text_sha256.empty();
    text = known && text != 0 ? text * 1099511628211ULL ^ std::hash<std::string>{}(made->text_sha256) : 0;
  }
  sample.seeds.push_back(std::move(seeds));
  sample.texts.push_back(text);
}

void take_iterations(const CellTable& table, const ModelSummary& model, const Metric& metric,
                     const std::vector<Reading>& readings, Sample& sample) {
  const auto tasks = items_called(table, metric.measure->of_tasks ? metric.instance : "");
  const bool cells = table.data().scores.empty();
  if (cells && metric.measure->of_tasks) {
    for (const core::RunItem& task : tasks) sample.series.levels.push_back({task.name, task.points, {}});
  }
  std::map<int, const IterationScore*> iterations;
  for (const IterationScore& iteration : model.iterations) iterations[iteration.iteration] = &iteration;
  for (const Reading& reading : readings) {
    const auto iteration = iterations.find(reading.block);
    if (!reading.value || iteration == iterations.end()) {
      ++sample.without_value;
      continue;
    }
    sample.numbers.push_back(reading.block);
    if (!iteration->second->label.empty()) sample.names.push_back(iteration->second->label);
    sample.series.values.push_back(*reading.value);
    sample.series.repeats.push_back(iteration->second->repeats.has_value());
    if (cells) {
      add_cells(table, tasks, model.id(), reading.block, sample);
    } else {
      sample.seeds.push_back({std::nullopt});
    }
  }
}

void take_rounds(const std::vector<Reading>& readings, Estimate estimate, Sample& sample) {
  std::map<int, std::vector<double>> rounds;
  for (const Reading& reading : readings) {
    if (reading.value) {
      rounds[reading.block].push_back(*reading.value);
    } else {
      ++sample.without_value;
    }
  }
  for (const auto& [round, values] : rounds) {
    sample.numbers.push_back(round);
    sample.series.values.push_back(pool(values, estimate));
  }
}

void take_chunks(const std::vector<Reading>& readings, Sample& sample) {
  for (const Reading& reading : readings) {
    sample.numbers.push_back(reading.block);
    sample.names.push_back(reading.name);
    sample.series.values.push_back(*reading.value);
  }
}

}  // namespace

Sample sample_of(const CellTable& table, const ModelSummary& model, const Metric& metric) {
  Sample sample{.label = model.id(), .run = &table.data()};
  const std::vector<Reading> readings = metric.measure->readings(table, model, metric.instance);
  switch (metric.measure->block) {
    case RandomUnit::iteration:
      take_iterations(table, model, metric, readings, sample);
      break;
    case RandomUnit::start:
      take_rounds(readings, metric.measure->estimate, sample);
      break;
    case RandomUnit::chunk:
      take_chunks(readings, sample);
      break;
  }
  return sample;
}

}  // namespace quantladder::report
