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
using Starts = std::map<int, const core::Timed*>;  // by iteration
using Rate = std::function<std::optional<double>(const core::ServedSample&)>;

struct CellOfTest {
  const std::string& model;
  const std::string& suite;
};

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
  if (last == ServedStep::as_asked)
    readers.push_back({"as the run asks", of_step(ServedStep::as_asked, tokens_by_server)});
  readers.push_back({"end to end, with the prompt", of_step(last, tokens_by_client)});
  return readers;
}

// What was measured of a test of this suite.
Starts starts_with(const CellTable& table, const CellOfTest& cell, const core::SpeedTest& test) {
  Starts starts;
  for (const TableCell& each : table.cells()) {
    const auto* timed = std::get_if<core::Timed>(&each.counted->payload);
    if (each.model != cell.model || each.suite != cell.suite || timed == nullptr) continue;
    const core::SpeedTest& other = timed->test;
    const bool same = other.is_served == test.is_served && other.prompt == test.prompt &&
                      other.generated == test.generated && other.depth == test.depth;
    if (same && timed->outcome == core::Outcome::measured) starts[each.iteration] = timed;
  }
  return starts;
}

// What llama-bench says of the same lengths.
ByIteration alone(const CellTable& table, const CellOfTest& cell, const core::SpeedTest& test) {
  ByIteration rates;
  for (const auto& [iteration, timed] : starts_with(table, cell, test)) {
    if (const auto rate = stats::mean(timed->tokens_per_s())) rates[iteration] = *rate;
  }
  return rates;
}

ByIteration served(const Starts& starts, const Rate& rate) {
  ByIteration rates;
  for (const auto& [iteration, timed] : starts) {
    std::vector<double> values;
    for (const core::ServedSample& sample : timed->served) {
      if (const auto value = rate(sample)) values.push_back(*value);
    }
    if (const auto mean = stats::mean(values)) rates[iteration] = *mean;
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
core::ServedStep last_step(const Starts& starts) {
  core::ServedStep last = core::ServedStep::greedy;
  for (const auto& [iteration, start] : starts) {
    for (const core::ServedSample& sample : start->served) last = std::max(last, sample.step);
  }
  return last;
}

ServedSpeed summarise(const CellTable& table, const TableCell& of, const core::SpeedTest& test) {
  const CellOfTest cell{of.model, of.suite};
  const Starts starts = starts_with(table, cell, test);
  ServedSpeed speed{.name = of.name, .test = test};
  ByIteration before;
  add_step(speed.generation, "llama-bench", alone(table, cell, {.generated = test.generated, .depth = test.depth}),
           before);
  for (const Reader& reader : generation_readers(last_step(starts)))
    add_step(speed.generation, reader.name, served(starts, reader.rate), before);
  before.clear();
  add_step(speed.prompt, "llama-bench", alone(table, cell, {.prompt = test.depth}), before);
  add_step(speed.prompt, "server", served(starts, prompt_by_server), before);
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
    if (!known) tests.push_back(summarise(table, cell, timed->test));
  }
  return tests;
}

}  // namespace quantladder::report
