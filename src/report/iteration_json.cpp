#include <fmt/format.h>

#include "json_values.h"
#include "quantladder/report/cell_table.h"
#include "quantladder/report/json.h"
#include "quantladder/stats/describe.h"
#include "summarise.h"

namespace quantladder::report {
namespace {

Json memory_json(const core::MemoryUse& memory) {
  if (!memory.source) return Json();
  return {{"source", core::to_id(memory.source)},
          {"peak_bytes", number(memory.peak_bytes)},
          {"energy_j", number(memory.energy_j)},
          {"mean_power_w", number(memory.mean_power_w)}};
}

std::optional<std::int64_t> prompt_tokens(const core::Generation& generation) {
  const auto& timings = generation.timings;
  if (timings && timings->cache_n) return timings->prompt_n + *timings->cache_n;
  if (generation.usage) return generation.usage->prompt_tokens;
  return std::nullopt;
}

// An event may carry several tokens, so gaps between events are no smaller than those between tokens.
Json inter_token_json(const core::Generation& generation) {
  const auto gaps = generation.arrival_gaps();
  if (!gaps) return Json();
  const auto tokens = generation.tokens();
  const double per_event = tokens ? static_cast<double>(*tokens) / static_cast<double>(gaps->events) : 0;
  return {{"p50_ms", number(gaps->p50_ms)},
          {"p90_ms", number(gaps->p90_ms)},
          {"max_ms", number(gaps->max_ms)},
          {"tokens_per_event", tokens ? number(per_event) : Json()}};
}

void add_generation(const core::Generation& generation, Json& json) {
  json["seed"] = generation.seed;
  json["finish"] = core::to_id(generation.finish);
  json["fault"] = text_or_null(generation.fault);
  json["in_flight"] = generation.in_flight;
  json["mean_in_flight"] = number(generation.mean_in_flight);
  json["tokens"] = number(generation.tokens());
  json["tokens_per_s"] = number(generation.tokens_per_s());
  json["ttft_ms"] = number(generation.time_to_first_token_ms());
  json["first_byte_ms"] = number(generation.first_byte_ms);
  json["first_reasoning_ms"] = number(generation.first_reasoning_ms);
  json["first_content_ms"] = number(generation.first_content_ms);
  json["total_ms"] = number(generation.total_ms);
  json["inter_token"] = inter_token_json(generation);
  json["prompt_tokens"] = number(prompt_tokens(generation));
  json["cache_tokens"] = number(generation.cached_tokens());
  json["text_sha256"] = text_or_null(generation.text_sha256);
}

void add_judgement(const core::Judgement& judgement, Json& json) {
  json["tests_passed"] = judgement.tests_passed;
  json["tests_total"] = judgement.tests_total;
  json["rule"] = text_or_null(judgement.rule);
  json["judge_ms"] = judgement.wall_ms > 0 ? number(judgement.wall_ms) : Json();
  json["while_generating"] = text_or_null(core::to_id(judgement.while_generating));
}

Json cell_json(const core::RunItem& task, const core::Record* record, std::size_t attempts) {
  Json json{{"task", task.name}, {"points_attainable", task.points}};
  if (record == nullptr) {
    json["points"] = json["outcome"] = Json();
    json["scored"] = false;
    json["reason"] = "no record";
    json["attempts"] = 0;
    return json;
  }
  const core::Outcome outcome = record->outcome();
  const bool scored = core::is_scored(outcome);
  json["points"] = scored ? Json(outcome == core::Outcome::pass ? record->points() : 0.0) : Json();
  json["outcome"] = std::string(core::to_id(outcome));
  json["scored"] = scored;
  json["reason"] = reason_of(*record);
  json["attempt"] = record->attempt;
  json["attempts"] = attempts;
  if (!record->judgements().empty()) add_judgement(record->judgement(), json);
  if (record->generation()) add_generation(*record->generation(), json);
  json["server_start"] = record->server_start > 0 ? Json(record->server_start) : Json();
  json["round"] = record->round;
  json["memory"] = memory_json(record->memory);
  json["doubts"] = record->generation() ? Json(record->generation()->doubts) : Json::array();
  return json;
}

Json metrics_json(const std::vector<const core::Record*>& records) {
  std::vector<double> rates;
  std::vector<double> first_tokens;
  std::optional<std::int64_t> tokens;
  std::optional<double> total_ms;
  std::optional<double> energy_j;
  std::optional<std::uint64_t> peak;
  std::optional<core::MemorySource> source;
  bool alone = true;
  bool all_counted = true;
  bool all_metered = true;
  for (const core::Record* record : records) {
    if (record->memory.peak_bytes && (!peak || *record->memory.peak_bytes > *peak)) {
      peak = record->memory.peak_bytes;
      source = record->memory.source;
    }
    if (record->generation() && record->generation()->in_flight > 1) alone = false;
    if (record->memory.energy_j) energy_j = energy_j.value_or(0) + *record->memory.energy_j;
    if (!record->generation()) continue;
    const bool scored = core::is_scored(record->outcome());
    all_metered = all_metered && (record->memory.energy_j || !scored);
    all_counted = all_counted && (record->generation()->tokens() || !scored);
    total_ms = total_ms.value_or(0) + record->generation()->total_ms;
    if (const auto count = record->generation()->tokens()) tokens = tokens.value_or(0) + *count;
    if (!ended_well(*record->generation())) continue;
    if (const auto rate = record->generation()->tokens_per_s()) rates.push_back(*rate);
    if (const auto ttft = record->generation()->time_to_first_token_ms()) first_tokens.push_back(*ttft);
  }
  // A sum over some of the cells would pass for the sum over all.
  return {{"tokens", all_counted ? number(tokens) : Json()},
          {"total_ms", number(total_ms)},
          {"median_tokens_per_s", number(stats::median(rates))},
          {"median_ttft_ms", number(stats::median(first_tokens))},
          {"peak_bytes", number(peak)},
          {"memory_source", text_or_null(core::to_id(source))},
          {"energy_j", alone && all_metered ? number(energy_j) : Json()}};
}

}  // namespace

std::string scored_suites(const core::Manifest& run) {
  std::string ids;
  for (const core::SuiteFacts& suite : run.suites) {
    if (core::row_of(suite.kind).has_points) add_part(ids, suite.qualified_id());
  }
  return ids;
}

std::string iteration_json(const CellTable& table, const std::string& model, int iteration) {
  const RunData& data = table.data();
  std::vector<const core::Record*> records;
  Json cells = Json::array();
  double attainable = 0;
  for (const core::RunItem& task : table.scored_items()) {
    const auto attempts = table.attempts(core::CellId{model, task.suite, task.id, iteration});
    const core::Record* record = table.counted(model, task, iteration);
    cells.push_back(cell_json(task, record, attempts.size()));
    attainable += task.points;
    if (record != nullptr) records.push_back(record);
  }
  const IterationScore score = score_iteration(table, table.scored_items(), model, iteration);
  const std::string reason =
      score.score ? "" : fmt::format("{} unscored and {} missing cells", score.unscored, score.missing);
  return dump({{"schema", 1},
               {"run_id", data.manifest.run_id},
               {"model", model},
               {"suite", scored_suites(data.manifest)},
               {"iteration", iteration},
               {"complete", score.missing == 0},
               {"score", number(score.score)},
               {"no_score_reason", text_or_null(reason)},
               {"points", attainable},
               {"cells", cells},
               {"metrics", metrics_json(records)}});
}

std::string iteration_file(const std::string& model, int iteration) {
  return fmt::format("{}/iter_{:02}.json", model, iteration);
}

}  // namespace quantladder::report
