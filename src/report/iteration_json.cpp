#include <fmt/format.h>

#include "json_values.h"
#include "quantladder/report/cell_table.h"
#include "quantladder/report/json.h"
#include "quantladder/stats/describe.h"
#include "summarise.h"
#include "text.h"

namespace quantladder::report {
namespace {

Json memory_json(const core::MemoryUse& memory) {
  if (!memory.source) return Json();
  return object(field("source", memory.source), field("peak_bytes", memory.peak_bytes),
                field("energy_j", memory.energy_j), field("mean_power_w", memory.mean_power_w));
}

// An event may carry several tokens, so gaps between events are no smaller than those between tokens.
Json inter_token_json(const core::Generation& generation) {
  const auto gaps = generation.arrival_gaps();
  if (!gaps) return Json();
  std::optional<double> per_event;
  if (const auto tokens = generation.tokens())
    per_event = static_cast<double>(*tokens) / static_cast<double>(gaps->events);
  return object(field("p50_ms", gaps->p50_ms), field("p90_ms", gaps->p90_ms), field("max_ms", gaps->max_ms),
                field("tokens_per_event", per_event));
}

std::string why_no_inter_token(const core::Generation& generation) {
  if (generation.arrival_gaps()) return "";
  if (generation.timings && generation.timings->has_drafts())
    return "accepted drafts come several tokens at once: see tokens_per_s";
  return "fewer than two events carried text";
}

void add_generation(const core::Generation& generation, Json& json) {
  put(json, field("seed", generation.seed), field("finish", generation.finish),
      field("fault", text_or_null(generation.fault)), field("in_flight", generation.in_flight),
      field("mean_in_flight", generation.mean_in_flight), field("tokens", generation.tokens()),
      field("tokens_per_s", generation.tokens_per_s()), field("ttft_ms", generation.time_to_first_token_ms()),
      field("first_byte_ms", generation.first_byte_ms), field("first_reasoning_ms", generation.first_reasoning_ms),
      field("first_content_ms", generation.first_content_ms), field("total_ms", generation.total_ms),
      field("inter_token", inter_token_json(generation)),
      field("no_inter_token_reason", text_or_null(why_no_inter_token(generation))),
      field("prompt_tokens", prompt_tokens(generation)), field("cache_tokens", generation.cached_tokens()),
      field("text_sha256", text_or_null(generation.text_sha256)));
}

void add_judgement(const core::Judgement& judgement, Json& json) {
  put(json, field("tests_passed", judgement.tests_passed), field("tests_total", judgement.tests_total),
      field("rule", text_or_null(judgement.rule)),
      field("judge_ms", judgement.wall_ms > 0 ? to_value(judgement.wall_ms) : Json()),
      field("while_generating", judgement.while_generating));
}

Json cell_json(const core::RunItem& task, const core::Record* record, std::size_t attempts) {
  Json json = object(field("task", task.name), field("points_attainable", task.points));
  if (record == nullptr) {
    put(json, field("points", nullptr), field("outcome", nullptr), field("scored", false), field("reason", "no record"),
        field("attempts", 0));
    return json;
  }
  const core::Outcome outcome = record->outcome();
  const bool scored = core::is_scored(outcome);
  put(json, field("points", scored ? Json(record->earned()) : Json()), field("outcome", outcome),
      field("scored", scored), field("reason", reason_of(*record)), field("attempt", record->attempt),
      field("attempts", attempts));
  if (!record->judgements().empty()) add_judgement(record->judgement(), json);
  if (record->generation()) add_generation(*record->generation(), json);
  put(json, field("server_start", record->server_start > 0 ? Json(record->server_start) : Json()),
      field("round", record->round), field("memory", memory_json(record->memory)),
      field("doubts", record->generation() ? Json(record->generation()->doubts) : Json::array()));
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
  return object(field("tokens", all_counted ? tokens : std::nullopt), field("total_ms", total_ms),
                field("median_tokens_per_s", stats::median(rates)),
                field("median_ttft_ms", stats::median(first_tokens)), field("peak_bytes", peak),
                field("memory_source", source), field("energy_j", alone && all_metered ? energy_j : std::nullopt));
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
  return dump(object(field("schema", 1), field("run_id", data.manifest.run_id), field("model", model),
                     field("suite", scored_suites(data.manifest)), field("iteration", iteration),
                     field("complete", score.missing == 0), field("score", score.score),
                     field("no_score_reason", text_or_null(reason)), field("points", attainable), field("cells", cells),
                     field("metrics", metrics_json(records))));
}

std::string iteration_file(const std::string& model, int iteration) {
  return fmt::format("{}/iter_{:02}.json", model, iteration);
}

}  // namespace quantladder::report
