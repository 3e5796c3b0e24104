#include "quantladder/report/json.h"

#include "host_text.h"
#include "json_comparison.h"
#include "json_model.h"

namespace quantladder::report {
namespace {

Json cell_id(const NamedCell& cell) {
  return {{"model", cell.model}, {"item", cell.name}, {"iteration", cell.iteration}};
}

Json suite_json(const core::Manifest& run, const core::SuiteFacts& suite) {
  const bool has_points = core::row_of(suite.kind).has_points;
  const core::Pace pace = run.pace_of(suite);
  Json json{{"id", suite.id},
            {"version", suite.version},
            {"kind", core::to_id(suite.kind)},
            {"title", suite.title},
            {"points", has_points ? Json(suite.points()) : Json()},
            {"iterations_planned", pace.iterations},
            {"rounds", pace.rounds},
            {"prompts_sha256", text_or_null(suite.prompts_sha256)},
            {"tests_sha256", text_or_null(suite.tests_sha256)},
            {"items", Json::array()}};
  for (const core::ItemFacts& item : suite.items) {
    json["items"].push_back(
        {{"id", item.id}, {"title", item.title}, {"points", has_points ? Json(item.points) : Json()}});
  }
  return json;
}

Json suites_json(const core::Manifest& run) {
  Json json = Json::array();
  for (const core::SuiteFacts& suite : run.suites) json.push_back(suite_json(run, suite));
  return json;
}

Json host_json(const core::HostFacts& host) {
  return {{"os", text_or_null(os_text(host))},       {"cpu", text_or_null(host.cpu)},
          {"cores", text_or_null(cores_text(host))}, {"memory", text_or_null(memory_text(host))},
          {"gpus", text_or_null(gpus_text(host))},   {"driver", text_or_null(driver_text(host))}};
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
    entry["reason"] = core::to_text(cell.reason);
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
  Json json = Json::object();
  for (const auto& [id, bound] : limits.bounds) json[id] = bound;
  if (limits.max_loss) json["max_loss"] = *limits.max_loss;
  return json;
}

Json recommendation_json(const Report& report) {
  const Advice& advice = report.advice;
  Json json{{"limits", limits_json(advice.limits)},
            {"model", text_or_null(advice.model)},
            {"decided", advice.decided},
            {"refusal", text_or_null(advice.refusal)},
            {"statement", text_or_null(advice.statement)},
            {"models", Json::array()},
            {"next", advice.next},
            {"serve_command", Json::array()}};
  for (const ModelAdvice& each : advice.models) {
    json["models"].push_back({{"id", each.model},
                              {"advice", std::string(info(each.standing).id)},
                              {"reason", text_or_null(each.reason)},
                              {"evidence", text_or_null(each.evidence)}});
  }
  for (const ModelSummary& model : report.summary.models) {
    if (model.facts.model.id == advice.model) json["serve_command"] = model.facts.serve_command;
  }
  return json;
}

}  // namespace

std::string advice_json(const Report& report) { return dump(recommendation_json(report)); }

std::string to_json(const Report& report) {
  const Summary& summary = report.summary;
  const core::Manifest& run = summary.manifest;
  Json json{{"schema", 2},
            {"run_id", run.run_id},
            {"experiment", run.experiment},
            {"created_at", run.created_at},
            {"quantladder", run.quantladder},
            {"complete", summary.complete},
            {"estimand", kEstimand},
            {"suites", suites_json(run)},
            {"points", summary.points},
            {"baseline", text_or_null(run.baseline)},
            {"judging", text_or_null(core::to_id(run.judging))},
            {"sandbox",
             {{"tier", text_or_null(core::to_id(run.sandbox_tier))},
              {"detail", text_or_null(run.sandbox_detail)},
              {"unsafe", summary.unsafe_no_sandbox}}},
            {"host", host_json(run.host())},
            {"requests", summary.requests},
            {"servers", summary.servers},
            {"models", Json::array()}};
  for (const ModelSummary& model : summary.models) json["models"].push_back(model_json(model));
  add_cells(summary, json);
  json["errors"] = summary.errors;
  json["warnings"] = summary.warnings;
  json["doubts"] = summary.doubts;
  json["comparison"] = report.comparison ? comparison_json(*report.comparison) : Json();
  json["recommendation"] = recommendation_json(report);
  return dump(json);
}

}  // namespace quantladder::report
