#include "quantladder/report/json.h"

#include "json_comparison.h"
#include "json_model.h"

namespace quantladder::report {
namespace {

Json cell_id(const core::CellId& cell) {
  return {{"model", cell.model}, {"task", cell.task}, {"iteration", cell.iteration}};
}

Json suite_json(const Summary& summary) {
  const RunFacts& facts = summary.facts;
  Json json{{"id", facts.suite_id},
            {"version", facts.suite_version},
            {"title", facts.suite_title},
            {"points", summary.points},
            {"prompts_sha256", text_or_null(facts.prompts_sha256)},
            {"tests_sha256", text_or_null(facts.tests_sha256)},
            {"tasks", Json::array()}};
  for (const TaskFacts& task : facts.tasks) {
    json["tasks"].push_back({{"id", task.id}, {"title", task.title}, {"points", task.points}});
  }
  return json;
}

Json host_json(const HostFacts& host) {
  return {{"os", text_or_null(host.os)},       {"cpu", text_or_null(host.cpu)},
          {"cores", text_or_null(host.cores)}, {"memory", text_or_null(host.memory)},
          {"gpus", text_or_null(host.gpus)},   {"driver", text_or_null(host.driver)}};
}

void add_cells(const Summary& summary, Json& json) {
  json["unscored_cells"] = Json::array();
  for (const UnscoredCell& cell : summary.unscored) {
    Json entry = cell_id(cell.cell);
    entry["outcome"] = std::string(core::to_id(cell.outcome));
    entry["reason"] = cell.reason;
    json["unscored_cells"].push_back(entry);
  }
  json["repeated_cells"] = Json::array();
  for (const RepeatedCell& cell : summary.repeated) {
    Json entry = cell_id(cell.cell);
    entry["outcomes"] = Json::array();
    for (const core::Outcome outcome : cell.outcomes) entry["outcomes"].push_back(std::string(core::to_id(outcome)));
    entry["counted"] = cell.counted;
    entry["reason"] = cell.reason;
    json["repeated_cells"].push_back(entry);
  }
  json["rejudged_cells"] = Json::array();
  for (const RejudgedCell& cell : summary.rejudged) {
    Json entry = cell_id(cell.cell);
    entry["before"] = std::string(core::to_id(cell.before));
    entry["now"] = std::string(core::to_id(cell.now));
    json["rejudged_cells"].push_back(entry);
  }
  json["judged_again"] = summary.judged_again;
}

Json limits_json(const Limits& limits) {
  return {{"min_tokens_per_s", number(limits.min_tokens_per_s)},
          {"max_ttft_ms", number(limits.max_ttft_ms)},
          {"max_vram_bytes", number(limits.max_vram_bytes)},
          {"max_size_bytes", number(limits.max_size_bytes)},
          {"max_loss", number(limits.max_loss)}};
}

Json recommendation_json(const Recommendation& recommendation) {
  Json json{{"limits", limits_json(recommendation.limits)},
            {"model", text_or_null(recommendation.model)},
            {"decided", recommendation.decided},
            {"refusal", text_or_null(recommendation.refusal)},
            {"statement", text_or_null(recommendation.statement)},
            {"not_told_apart", recommendation.not_told_apart},
            {"ruled_out", Json::array()},
            {"next", recommendation.next},
            {"picks", Json::array()},
            {"serve_command", recommendation.serve_command}};
  for (const RuledOut& out : recommendation.ruled_out) {
    json["ruled_out"].push_back({{"model", out.model}, {"reason", out.reason}, {"shown", out.shown}});
  }
  for (const Pick& pick : recommendation.picks) {
    json["picks"].push_back({{"use_case", pick.use_case},
                             {"model", pick.model},
                             {"not_told_apart", pick.not_told_apart},
                             {"statement", pick.statement}});
  }
  return json;
}

}  // namespace

std::string advice_json(const Summary& summary) { return dump(recommendation_json(summary.recommendation)); }

std::string to_json(const Summary& summary) {
  const RunFacts& facts = summary.facts;
  Json json{{"schema", 1},
            {"run_id", facts.run_id},
            {"experiment", facts.experiment},
            {"created_at", facts.created_at},
            {"quantladder", facts.quantladder},
            {"complete", facts.complete},
            {"estimand", kEstimand},
            {"suite", suite_json(summary)},
            {"iterations_planned", facts.iterations},
            {"rounds", facts.rounds},
            {"baseline", text_or_null(facts.baseline)},
            {"judging", text_or_null(facts.judging)},
            {"sandbox",
             {{"tier", text_or_null(facts.sandbox_tier)},
              {"detail", text_or_null(facts.sandbox_detail)},
              {"unsafe", facts.unsafe_no_sandbox}}},
            {"host", host_json(facts.host)},
            {"requests", summary.requests},
            {"servers", summary.servers},
            {"models", Json::array()}};
  for (const ModelSummary& model : summary.models) json["models"].push_back(model_json(model));
  add_cells(summary, json);
  json["errors"] = summary.errors;
  json["warnings"] = summary.warnings;
  json["doubts"] = summary.doubts;
  json["comparison"] = summary.comparison ? comparison_json(*summary.comparison) : Json();
  json["recommendation"] = recommendation_json(summary.recommendation);
  return dump(json);
}

}  // namespace quantladder::report
