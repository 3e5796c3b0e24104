#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <set>

#include "quantladder/stats/describe.h"
#include "summarise.h"

namespace quantladder::report {
namespace {

using Read = std::function<std::optional<double>(const core::Generation&)>;

std::optional<double> prompt_rate(const core::Generation& generation) {
  return generation.timings ? generation.timings->pp_tokens_per_s() : std::nullopt;
}

std::vector<double> readings(const std::vector<core::Generation>& generations, const Read& read) {
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
  speed.memory_source = start.memory.source;
  return speed;
}

void narrow(std::optional<std::uint64_t>& least, const std::optional<std::uint64_t>& value) {
  if (value && (!least || *value < *least)) least = value;
}

// Returns the attempts of one model that count.
std::vector<const core::Record*> counted_of(const CellTable& table, const std::string& model) {
  std::vector<const core::Record*> records;
  for (const TableCell& cell : table.cells()) {
    if (cell.model == model) records.push_back(cell.counted);
  }
  return records;
}

std::optional<core::MemoryKind> kind_of(const core::MemoryUse& use) {
  return use.source && use.peak_bytes ? std::optional(core::kind_of(*use.source)) : std::nullopt;
}

// Returns what the peak of all is measured of, the most telling kind that there is: one figure never mixes two.
std::optional<core::MemoryKind> best_kind(const std::vector<const core::MemoryUse*>& uses) {
  std::optional<core::MemoryKind> best;
  for (const core::MemoryUse* use : uses) {
    if (const auto kind = kind_of(*use); kind && (!best || *kind < *best)) best = kind;
  }
  return best;
}

// Returns what the left out ones were measured of.
std::set<core::MemoryKind, std::greater<>> widen_by(const std::vector<const core::MemoryUse*>& uses,
                                                    MemorySummary& result) {
  std::set<core::MemoryKind, std::greater<>> others;
  result.kind = best_kind(uses);
  for (const core::MemoryUse* use : uses) {
    const auto kind = kind_of(*use);
    if (!kind) continue;
    if (kind != result.kind) {
      others.insert(*kind);
      continue;
    }
    result.source = use->source;
    result.peak_bytes = std::max(result.peak_bytes, use->peak_bytes);
    narrow(result.lowest_peak_bytes, use->peak_bytes);
    narrow(result.baseline_bytes, use->baseline_bytes);
    result.device_peak_bytes = std::max(result.device_peak_bytes, use->device_peak_bytes);
  }
  return others;
}

// The mean over the time of all cells; absent where one of them does not tell its own.
std::optional<double> mean_in_flight(const std::vector<const core::Generation*>& generations) {
  double weighted = 0;
  double total_ms = 0;
  for (const core::Generation* generation : generations) {
    if (!generation->mean_in_flight) return std::nullopt;
    weighted += *generation->mean_in_flight * generation->total_ms;
    total_ms += generation->total_ms;
  }
  return total_ms > 0 ? std::optional(weighted / total_ms) : std::nullopt;
}

}  // namespace

std::vector<const core::ServerStart*> starts_of(const RunData& data, const std::string& model) {
  std::vector<const core::ServerStart*> starts;
  for (const core::ServerStart& start : data.starts) {
    if (start.model == model) starts.push_back(&start);
  }
  std::stable_sort(starts.begin(), starts.end(), [](const auto* a, const auto* b) { return a->number < b->number; });
  return starts;
}

ProbeSpeed summarise_probes(const RunData& data, const std::string& model) {
  ProbeSpeed result;
  std::vector<double> start_means;
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
  }
  result.ttft_ms = stats::median_interval(first_tokens);
  result.ttft_p90_ms = stats::nearest_rank(first_tokens, 0.9);
  result.outliers = static_cast<int>(stats::find_outliers(rates).size());
  // Requests of one start go together by nature: only the starts' means can show a drift of the run.
  result.drift = stats::find_drift(start_means);
  return result;
}

CellSpeed summarise_cells(const CellTable& table, const std::string& model) {
  CellSpeed result;
  std::vector<const core::Generation*> generations;
  std::vector<double> rates;
  std::vector<double> first_tokens;
  std::vector<double> tokens;
  for (const core::Record* record : counted_of(table, model)) {
    if (!record->generation() || !ended_well(*record->generation())) continue;
    const core::Generation& generation = *record->generation();
    ++result.cells;
    generations.push_back(&generation);
    result.most_in_flight = std::max(result.most_in_flight, generation.in_flight);
    result.total_ms += generation.total_ms;
    if (const auto rate = generation.tokens_per_s()) rates.push_back(*rate);
    if (const auto ttft = generation.time_to_first_token_ms()) first_tokens.push_back(*ttft);
    if (const auto count = generation.tokens()) {
      tokens.push_back(static_cast<double>(*count));
      result.total_tokens += *count;
    }
  }
  result.mean_in_flight = mean_in_flight(generations);
  result.median_tokens_per_s = stats::median(rates);
  result.median_ttft_ms = stats::median(first_tokens);
  result.median_tokens = stats::median(tokens);
  return result;
}

MemorySummary summarise_memory(const CellTable& table, const std::string& model) {
  MemorySummary result;
  std::vector<const core::MemoryUse*> uses;
  for (const core::ServerStart* start : starts_of(table.data(), model)) uses.push_back(&start->memory);
  std::vector<std::string_view> others;
  for (const core::MemoryKind kind : widen_by(uses, result)) others.push_back(core::to_id(kind));
  result.other_kinds = fmt::format("{}", fmt::join(others, ", "));
  if (result.peak_bytes) return result;
  // A start whose end was never recorded leaves its cells' figures.
  uses.clear();
  for (const core::Record* record : counted_of(table, model)) uses.push_back(&record->memory);
  widen_by(uses, result);
  result.lowest_peak_bytes.reset();
  return result;
}

}  // namespace quantladder::report
