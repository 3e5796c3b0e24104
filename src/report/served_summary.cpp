// Sums up served tests of speed: one instrument after the other, from llama-bench to what a client waits for.
#include <algorithm>
#include <functional>
#include <map>

#include "figures.h"
#include "quantladder/stats/describe.h"
#include "summarise.h"

namespace quantladder::report {
namespace {

using ByIteration = std::map<int, double>;
using Rate = std::function<std::optional<double>(const core::ServedSample&)>;

struct Reader {
  const char* name;
  Rate rate;
};

Rate of_step(core::ServedStep step, Rate rate) {
  return [step, rate = std::move(rate)](const core::ServedSample& sample) {
    return sample.step == step ? rate(sample) : std::nullopt;
  };
}

std::optional<double> tokens_by_server(const core::ServedSample& sample) { return sample.timings.tg_tokens_per_s(); }
std::optional<double> prompt_by_server(const core::ServedSample& sample) { return sample.timings.pp_tokens_per_s(); }
std::optional<double> tokens_by_client(const core::ServedSample& sample) {
  if (!(sample.total_ms > 0)) return std::nullopt;
  return static_cast<double>(sample.timings.predicted_n) * 1000 / sample.total_ms;
}

std::vector<Reader> generation_readers(core::ServedStep last) {
  using core::ServedStep;
  std::vector<Reader> readers{{"server, greedy", of_step(ServedStep::greedy, tokens_by_server)},
                              {"with its sampler", of_step(ServedStep::sampler, tokens_by_server)}};
  if (last == ServedStep::penalties)
    readers.push_back({"with its penalties", of_step(ServedStep::penalties, tokens_by_server)});
  readers.push_back({"end to end, with the prompt", of_step(last, tokens_by_client)});
  return readers;
}

std::vector<const core::Timed*> measured_by(const CellTable& table, const std::string& model,
                                            const std::function<bool(const core::SpeedTest&)>& is_wanted,
                                            std::vector<int>& iterations) {
  std::vector<const core::Timed*> found;
  for (const TableCell& cell : table.cells()) {
    const auto* timed = std::get_if<core::Timed>(&cell.counted->payload);
    if (cell.model != model || timed == nullptr || timed->outcome != core::Outcome::measured) continue;
    if (!is_wanted(timed->test)) continue;
    found.push_back(timed);
    iterations.push_back(cell.iteration);
  }
  return found;
}

// What llama-bench says of the same lengths.
ByIteration alone(const CellTable& table, const std::string& model, int prompt, int generated, int depth) {
  std::vector<int> iterations;
  const auto found = measured_by(
      table, model,
      [&](const core::SpeedTest& test) {
        return !test.is_served && test.prompt == prompt && test.generated == generated && test.depth == depth;
      },
      iterations);
  ByIteration rates;
  for (std::size_t i = 0; i < found.size(); ++i) {
    if (const auto rate = stats::mean(found[i]->tokens_per_s())) rates[iterations[i]] = *rate;
  }
  return rates;
}

ByIteration served(const std::vector<const core::Timed*>& starts, const std::vector<int>& iterations,
                   const Rate& rate) {
  ByIteration rates;
  for (std::size_t i = 0; i < starts.size(); ++i) {
    std::vector<double> values;
    for (const core::ServedSample& sample : starts[i]->served) {
      if (const auto value = rate(sample)) values.push_back(*value);
    }
    if (const auto mean = stats::mean(values)) rates[iterations[i]] = *mean;
  }
  return rates;
}

std::optional<stats::GeometricMean> ratio_of(const ByIteration& rates, const ByIteration& before) {
  std::vector<double> ratios;
  for (const auto& [iteration, rate] : rates) {
    const auto other = before.find(iteration);
    if (other != before.end()) ratios.push_back(rate / other->second);
  }
  return stats::geometric_mean(ratios);
}

void add_step(std::vector<SpeedStep>& steps, const char* name, const ByIteration& rates, ByIteration& before) {
  if (rates.empty()) return;
  Readings readings;
  for (const auto& [iteration, rate] : rates) readings.push_back({iteration, rate});
  steps.push_back({name, rate_of(readings, "starts"), ratio_of(rates, before)});
  before = rates;
}

// The last step that some start has.
core::ServedStep last_step(const std::vector<const core::Timed*>& starts) {
  core::ServedStep last = core::ServedStep::greedy;
  for (const core::Timed* start : starts) {
    for (const core::ServedSample& sample : start->served) last = std::max(last, sample.step);
  }
  return last;
}

ServedSpeed summarise(const CellTable& table, const std::string& model, const std::string& name,
                      const core::SpeedTest& test) {
  std::vector<int> iterations;
  const auto starts = measured_by(
      table, model,
      [&](const core::SpeedTest& other) {
        return other.is_served && other.generated == test.generated && other.depth == test.depth;
      },
      iterations);
  ServedSpeed speed{.name = name, .test = test};
  ByIteration before;
  add_step(speed.generation, "llama-bench", alone(table, model, 0, test.generated, test.depth), before);
  for (const Reader& reader : generation_readers(last_step(starts)))
    add_step(speed.generation, reader.name, served(starts, iterations, reader.rate), before);
  before.clear();
  add_step(speed.prompt, "llama-bench", alone(table, model, test.depth, 0, 0), before);
  add_step(speed.prompt, "server", served(starts, iterations, prompt_by_server), before);
  return speed;
}

}  // namespace

bool SpeedStep::is_told_apart() const {
  return ratio && ratio->interval && (ratio->interval->lo > 1 || ratio->interval->hi < 1);
}

std::vector<ServedSpeed> summarise_served(const CellTable& table, const std::string& model) {
  std::vector<ServedSpeed> tests;
  for (const TableCell& cell : table.cells()) {
    const auto* timed = std::get_if<core::Timed>(&cell.counted->payload);
    if (cell.model != model || timed == nullptr || !timed->test.is_served) continue;
    const bool known =
        std::any_of(tests.begin(), tests.end(), [&](const auto& each) { return each.name == cell.name; });
    if (!known) tests.push_back(summarise(table, model, cell.name, timed->test));
  }
  return tests;
}

}  // namespace quantladder::report
