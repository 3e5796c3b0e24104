// What suites of load tell, as JSON.
#include "json_values.h"
#include "quantladder/report/load.h"

namespace quantladder::report {
namespace {

Json share_json(const Share& share) {
  return object(field("k", share.k), field("n", share.n), field("ci", share.interval));
}

Json loaded_turn_json(const LoadedTurn& turn) {
  Json json =
      object(field("turn", turn.turn), field("episodes", turn.episodes), field("truncated", turn.truncated),
             field("queue_ms", turn.queue_ms), field("ttft_ms", turn.ttft_ms), field("sent_ttft_ms", turn.sent_ttft_ms),
             field("inter_token_ms",
                   object(field("p50", turn.gap_p50_ms), field("p90", turn.gap_p90_ms), field("p99", turn.gap_p99_ms))),
             field("event_tokens", turn.event_tokens), field("tokens_per_s", turn.tokens_per_s),
             field("prompt_tokens_per_s", turn.prompt_per_s), field("total_ms", turn.total_ms),
             field("tokens", turn.tokens), field("cached_tokens", turn.cached));
  put(json, field("in_flight", object(field("mean", turn.in_flight), field("most", turn.most_in_flight))),
      field("least_loaded", turn.least_loaded), field("judged", turn.judged), field("passed", turn.passed));
  return json;
}

Json degradation_json(const Degradation& each) {
  return object(field("figure", each.figure), field("turn", each.turn), field("pairs", each.pairs),
                field("ratio", each.ratio), field("ci", each.interval), field("p", each.p),
                field("p_holm", each.p_holm), field("not_compared", text_or_null(each.why_not)));
}

Json counts_json(const std::map<core::Outcome, int>& counts) {
  Json json = Json::object();
  for (const auto& [outcome, n] : counts) json[std::string(core::to_id(outcome))] = n;
  return json;
}

Json loaded_level_json(const LoadedLevel& level) {
  Json json =
      object(field("model", level.model), field("suite", level.suite), field("item", level.item),
             field("mode", core::to_id(level.load.mode)),
             field("level", level.load.is_open() ? Json() : Json(level.load.level)),
             field("arrivals_per_s", level.load.is_open() ? Json(level.load.per_s) : Json()),
             field("episodes", level.episodes), field("void_attempts", counts_json(level.voided)),
             field("turns", list(level.turns, loaded_turn_json)),
             field("degradation", list(level.degradation, degradation_json)), field("tokens_per_s", level.tokens_per_s),
             field("service_level",
                   object(field("ttft_ms", level.service.ttft_ms), field("tokens_per_s", level.service.tokens_per_s),
                          field("percent", level.service.percent))),
             field("served_well", share_json(level.good)), field("served_well_per_s", level.good_per_s));
  if (level.load.is_open())
    put(json, field("arrived_per_s", level.arrived_per_s), field("ended_per_s", level.ended_per_s));
  put(json, field("slots_busy", level.slots_busy), field("requests", level.requests), field("cut", level.cut),
      field("outcomes", counts_json(level.outcomes)), field("side_right", share_json(level.side_right)),
      field("keywords_right", share_json(level.keywords_right)), field("sent_late_ms", level.late_ms),
      field("read_lag_ms", level.read_lag_ms), field("client_cpu_share", level.cpu_share),
      field("peak_mib", level.peak_mib), field("energy_j", level.energy_j));
  return json;
}

}  // namespace

Json load_json(const LoadReport& report) {
  if (report.levels.empty()) return nullptr;
  return object(field("levels", list(report.levels, loaded_level_json)), field("doubts", report.doubts));
}

}  // namespace quantladder::report
