#include <algorithm>
#include <functional>
#include <iterator>

#include "quantladder/stats/describe.h"
#include "summarise.h"

namespace quantladder::report {
namespace {

using Reading = std::function<std::optional<double>(const core::Generation&)>;

std::optional<double> prompt_rate(const core::Generation& generation) {
  return generation.timings ? generation.timings->pp_tokens_per_s() : std::nullopt;
}

std::vector<double> readings(const std::vector<core::Generation>& generations, const Reading& read) {
  std::vector<double> values;
  for (const core::Generation& generation : generations) {
    if (!ended_well(generation)) continue;
    if (const auto value = read(generation)) values.push_back(*value);
  }
  return values;
}

StartSpeed speed_of(const core::ServerStart& start) {
  const auto rates = readings(start.probe, &core::Generation::tokens_per_s);
  StartSpeed speed{.number = start.number, .round = start.round, .load_ms = start.load_ms, .end = start.end};
  speed.probes = static_cast<int>(std::count_if(start.probe.begin(), start.probe.end(), ended_well));
  speed.mean_tokens_per_s = stats::mean(rates);
  speed.mean_prompt_tokens_per_s = stats::mean(readings(start.probe, prompt_rate));
  speed.median_tokens_per_s = stats::median(rates);
  speed.median_ttft_ms = stats::median(readings(start.probe, &core::Generation::time_to_first_token_ms));
  speed.peak_bytes = start.memory.peak_bytes;
  return speed;
}

std::vector<const core::ServerStart*> starts_of(const RunData& data, const std::string& model) {
  std::vector<const core::ServerStart*> starts;
  for (const core::ServerStart& start : data.starts) {
    if (start.model == model) starts.push_back(&start);
  }
  std::stable_sort(starts.begin(), starts.end(), [](const auto* a, const auto* b) { return a->number < b->number; });
  return starts;
}

std::string label_of(const std::string& source) {
  if (source.empty()) return "";
  if (source == "resident memory") return "Resident memory";
  return source.find("process") != std::string::npos ? "VRAM (process)" : "VRAM (device)";
}

void widen(std::optional<std::uint64_t>& most, const std::optional<std::uint64_t>& value) {
  if (value && (!most || *value > *most)) most = value;
}

void narrow(std::optional<std::uint64_t>& least, const std::optional<std::uint64_t>& value) {
  if (value && (!least || *value < *least)) least = value;
}

// Newest attempts of one model.
std::vector<const core::Record*> newest_of(const CellTable& table, const std::string& model) {
  std::vector<const core::Record*> records;
  for (const TableCell& cell : table.cells()) {
    if (cell.model == model) records.push_back(table.counted(cell));
  }
  return records;
}

bool is_rerun(const core::Record* record) { return record->reason_for_attempt == "rerun"; }

// The attempt that counts and the faults on the way to it. What a rerun replaced, and a rerun that came to nothing,
// have no share in what counts as solved.
std::span<const core::Record* const> attempts_that_count(const CellTable& table, const TableCell& cell) {
  const auto all = table.attempts(cell);
  const auto counted = std::find(all.begin(), all.end(), table.counted(cell));
  const auto first = std::find_if(std::make_reverse_iterator(std::next(counted)), all.rend(), is_rerun);
  const auto begin = first == all.rend() ? all.begin() : std::prev(first.base());
  return {begin, std::find_if(std::next(counted), all.end(), is_rerun)};
}

struct CellEnergy {
  double joules = 0;
  bool any = false;
  bool known = false;  // of every attempt
  bool alone = true;   // never two requests in flight, which would share their energy
  bool rerun = false;  // some attempts do not count
};

CellEnergy energy_of_cells(const CellTable& table, const std::string& model) {
  CellEnergy energy;
  bool unknown = false;
  for (const TableCell& cell : table.cells()) {
    if (cell.model != model) continue;
    const auto attempts = attempts_that_count(table, cell);
    energy.rerun = energy.rerun || attempts.size() < cell.count;
    for (const core::Record* record : attempts) {
      if (!record->generation) continue;
      energy.any = true;
      energy.alone = energy.alone && record->generation->in_flight <= 1;
      unknown = unknown || !record->memory.energy_j;
      energy.joules += record->memory.energy_j.value_or(0);
    }
  }
  energy.known = energy.any && !unknown;
  return energy;
}

// Of all of them, or nothing.
std::optional<double> energy_of_starts(const RunData& data, const std::string& model) {
  std::optional<double> joules;
  for (const core::ServerStart* start : starts_of(data, model)) {
    if (!start->memory.energy_j) return std::nullopt;
    joules = joules.value_or(0) + *start->memory.energy_j;
  }
  return joules;
}

bool has_power(const core::MemoryUse& memory) { return memory.energy_j || memory.mean_power_w; }

bool power_was_sampled(const RunData& data, const CellTable& table, const std::string& model) {
  const auto starts = starts_of(data, model);
  const auto records = newest_of(table, model);
  return std::any_of(starts.begin(), starts.end(), [](const auto* start) { return has_power(start->memory); }) ||
         std::any_of(records.begin(), records.end(), [](const auto* record) { return has_power(record->memory); });
}

}  // namespace

ProbeSpeed summarise_probes(const RunData& data, const std::string& model) {
  ProbeSpeed result;
  std::vector<double> start_means;
  std::vector<double> start_prompt_means;
  std::vector<double> rates;
  std::vector<double> first_tokens;
  for (const core::ServerStart* start : starts_of(data, model)) {
    result.starts.push_back(speed_of(*start));
    result.probes += result.starts.back().probes;
    result.failed_probes += static_cast<int>(start->probe.size()) - result.starts.back().probes;
    result.warm_up_requests += start->warm_up_requests;
    const auto tg = readings(start->probe, &core::Generation::tokens_per_s);
    const auto ttft = readings(start->probe, &core::Generation::time_to_first_token_ms);
    rates.insert(rates.end(), tg.begin(), tg.end());
    first_tokens.insert(first_tokens.end(), ttft.begin(), ttft.end());
    if (const auto mean = stats::mean(tg)) start_means.push_back(*mean);
    if (const auto mean = result.starts.back().mean_prompt_tokens_per_s) start_prompt_means.push_back(*mean);
  }
  result.tokens_per_s = stats::geometric_mean(start_means);
  result.prompt_tokens_per_s = stats::geometric_mean(start_prompt_means);
  result.ttft_ms = stats::median_interval(first_tokens);
  result.ttft_p90_ms = stats::nearest_rank(first_tokens, 0.9);
  result.outliers = static_cast<int>(stats::find_outliers(rates).size());
  // Requests of one start go together by nature: only the starts' means can show a drift of the run.
  result.drift = stats::find_drift(start_means);
  return result;
}

CellSpeed summarise_cells(const CellTable& table, const std::string& model) {
  CellSpeed result;
  std::vector<double> rates;
  std::vector<double> first_tokens;
  std::vector<double> tokens;
  for (const core::Record* record : newest_of(table, model)) {
    if (!record->generation || !ended_well(*record->generation)) continue;
    const core::Generation& generation = *record->generation;
    ++result.cells;
    result.most_in_flight = std::max(result.most_in_flight, generation.in_flight);
    result.total_ms += generation.total_ms;
    if (const auto rate = generation.tokens_per_s()) rates.push_back(*rate);
    if (const auto ttft = generation.time_to_first_token_ms()) first_tokens.push_back(*ttft);
    if (const auto count = generation.tokens()) {
      tokens.push_back(static_cast<double>(*count));
      result.total_tokens += *count;
    }
  }
  result.median_tokens_per_s = stats::median(rates);
  result.median_ttft_ms = stats::median(first_tokens);
  result.median_tokens = stats::median(tokens);
  return result;
}

MemorySummary summarise_memory(const RunData& data, const CellTable& table, const std::string& model) {
  MemorySummary result;
  for (const core::ServerStart* start : starts_of(data, model)) {
    if (!start->memory.peak_bytes) continue;
    result.source = start->memory.source;
    widen(result.peak_bytes, start->memory.peak_bytes);
    narrow(result.lowest_peak_bytes, start->memory.peak_bytes);
    narrow(result.baseline_bytes, start->memory.baseline_bytes);
    widen(result.device_peak_bytes, start->memory.device_peak_bytes);
  }
  if (!result.peak_bytes) {  // a start whose end was never recorded leaves its cells' figures
    for (const core::Record* record : newest_of(table, model)) {
      if (!record->memory.peak_bytes) continue;
      result.source = record->memory.source;
      widen(result.peak_bytes, record->memory.peak_bytes);
    }
  }
  result.label = label_of(result.source);
  return result;
}

EnergySummary summarise_energy(const RunData& data, const CellTable& table, const std::string& model, int solved) {
  EnergySummary result{.solved = solved};
  const CellEnergy cells = energy_of_cells(table, model);
  const std::optional<double> of_starts = energy_of_starts(data, model);
  if (cells.known && cells.alone) {
    result.total_j = cells.joules;
    result.basis = "cells";
  } else if (of_starts && cells.rerun) {
    result.no_total_reason =
        "cells were in flight together and some were rerun, so that the servers' energy is not that of the attempts "
        "that count";
  } else if (of_starts && cells.any) {
    result.total_j = of_starts;
    result.basis = "server starts";
  } else if (power_was_sampled(data, table, model)) {
    result.no_total_reason =
        "the power of a cell or of a server start is not known throughout (its record's `memory.gaps` say why; a start "
        "whose end was never recorded has none)";
  }
  if (result.total_j && solved > 0) result.per_solved_j = *result.total_j / solved;
  return result;
}

}  // namespace quantladder::report
