#include "quantladder/store/record_json.h"

#include "store/generation_json.h"
#include "store/json_fields.h"
#include "store/model_json.h"

namespace quantladder::store {
namespace {

Json judgement_json(const core::Judgement& judgement) {
  Json tests = Json::array();
  for (const auto& test : judgement.tests) tests.push_back({{"id", test.id}, {"status", core::to_id(test.status)}});
  return {{"outcome", core::to_id(judgement.outcome)},
          {"reason", judgement.reason},
          {"tests_passed", judgement.tests_passed},
          {"tests_total", judgement.tests_total},
          {"tests", tests},
          {"wall_ms", known_json(judgement.wall_ms)},
          {"repeated_alone", judgement.repeated_alone},
          {"rule", judgement.rule},
          {"extractor", judgement.extractor},
          {"tests_sha256", judgement.tests_sha256},
          {"sandbox", core::to_id(judgement.sandbox)},
          {"log", judgement.log},
          {"judged_at", judgement.judged_at},
          {"while_generating", core::to_id(judgement.while_generating)}};
}

core::Judgement judgement_from(const Json& json) {
  core::Judgement judgement;
  const auto outcome = core::parse_outcome(json.at("outcome").get<std::string>());
  if (!outcome) throw core::Error(core::ErrorKind::usage, "unknown outcome " + json.at("outcome").dump());
  judgement.outcome = *outcome;
  judgement.reason = json.at("reason");
  judgement.tests_passed = json.at("tests_passed");
  judgement.tests_total = json.at("tests_total");
  for (const Json& test : json.at("tests"))
    judgement.tests.push_back({test.at("id"), value_from<core::TestStatus>(test, "status")});
  judgement.wall_ms = optional_from<double>(json, "wall_ms").value_or(0);
  judgement.repeated_alone = json.at("repeated_alone");
  judgement.rule = json.at("rule");
  judgement.extractor = json.at("extractor");
  judgement.tests_sha256 = json.at("tests_sha256");
  judgement.sandbox = optional_value_from<core::SandboxTier>(json, "sandbox");
  judgement.log = json.at("log");
  judgement.judged_at = json.at("judged_at");
  judgement.while_generating = optional_value_from<core::JudgingMode>(json, "while_generating");
  return judgement;
}

Json memory_json(const core::MemoryUse& memory) {
  return {{"source", core::to_id(memory.source)},
          {"samples", memory.samples},
          {"baseline_bytes", optional_json(memory.baseline_bytes)},
          {"peak_bytes", optional_json(memory.peak_bytes)},
          {"device_peak_bytes", optional_json(memory.device_peak_bytes)},
          {"energy_j", optional_json(memory.energy_j)},
          {"mean_power_w", optional_json(memory.mean_power_w)},
          {"peak_temperature_c", optional_json(memory.peak_temperature_c)},
          {"min_sm_clock_mhz", optional_json(memory.min_sm_clock_mhz)},
          {"gaps", memory.gaps}};
}

core::MemoryUse memory_from(const Json& json) {
  core::MemoryUse memory;
  memory.source = optional_value_from<core::MemorySource>(json, "source");
  memory.samples = json.at("samples");
  memory.baseline_bytes = optional_from<std::uint64_t>(json, "baseline_bytes");
  memory.peak_bytes = optional_from<std::uint64_t>(json, "peak_bytes");
  memory.device_peak_bytes = optional_from<std::uint64_t>(json, "device_peak_bytes");
  memory.energy_j = optional_from<double>(json, "energy_j");
  memory.mean_power_w = optional_from<double>(json, "mean_power_w");
  memory.peak_temperature_c = optional_from<double>(json, "peak_temperature_c");
  memory.min_sm_clock_mhz = optional_from<double>(json, "min_sm_clock_mhz");
  memory.gaps = json.at("gaps").get<std::vector<std::string>>();
  return memory;
}

// A reply may hold bytes that are not UTF-8; they are shown as replacement characters instead of losing the record.
std::string dump(const Json& json) { return json.dump(1, ' ', false, Json::error_handler_t::replace) + "\n"; }

core::AttemptReason attempt_reason_from(const Json& json) {
  if (const auto reason = core::parse_attempt_reason(json.get<std::string>())) return *reason;
  throw core::Error(core::ErrorKind::usage, "unknown reason_for_attempt " + json.dump());
}

core::Record record_from(const Json& json) {
  core::Record record;
  record.schema = json.at("schema");
  record.cell = {json.at("model"), json.at("task"), json.at("iteration")};
  record.attempt = json.at("attempt");
  record.reason_for_attempt = attempt_reason_from(json.at("reason_for_attempt"));
  record.server_start = json.at("server_start");
  record.round = json.at("round");
  record.suite = json.at("suite");
  record.prompt_sha256 = json.at("prompt_sha256");
  record.points = json.at("points");
  record.request = request_settings_from(json.at("request"));
  record.request_json = json.at("request_body").is_null() ? "" : json.at("request_body").dump();
  if (const Json& generation = json.at("generation"); !generation.is_null()) {
    record.generation = generation_from(generation);
  }
  for (const Json& judgement : json.at("judgements")) record.judgements.push_back(judgement_from(judgement));
  record.memory = memory_from(json.at("memory"));
  record.quantladder = json.at("quantladder");
  record.imported_seed = optional_from<std::uint64_t>(json, "imported_seed");
  return record;
}

// Empty: quantladder was killed while the server ran.
std::optional<core::ServerEnd> server_end_from(const Json& json) {
  const std::string text = json;
  if (text.empty()) return std::nullopt;
  if (auto end = core::parse_server_end(text)) return end;
  throw core::Error(core::ErrorKind::usage, "unknown end " + json.dump());
}

core::ServerStart server_start_from(const Json& json) {
  core::ServerStart start;
  start.model = json.at("model");
  start.number = json.at("number");
  start.round = json.at("round");
  start.started_at = json.at("started_at");
  start.argv = json.at("argv").get<std::vector<std::string>>();
  start.version = json.at("version");
  start.binary_sha256 = json.at("binary_sha256");
  start.build_info = json.at("build_info");
  start.slot_ctx = optional_from<int>(json, "slot_ctx").value_or(0);
  start.slots = optional_from<int>(json, "slots").value_or(0);
  start.load_ms = optional_from<double>(json, "load_ms").value_or(0);
  start.scrubbed_env = json.at("scrubbed_env").get<std::vector<std::string>>();
  start.warm_up_requests = json.at("warm_up_requests");
  for (const Json& probe : json.at("probe")) start.probe.push_back(generation_from(probe));
  start.memory = memory_from(json.at("memory"));
  start.settings_verified = json.at("settings_verified");
  start.settings_note = json.at("settings_note");
  start.doubts = optional_from<std::vector<std::string>>(json, "doubts").value_or(std::vector<std::string>());
  start.end = server_end_from(json.at("end"));
  if (const Json& props = json.at("props"); !props.is_null()) start.props_json = props.dump();
  return start;
}

Json parsed_or_null(const std::string& text) {
  if (text.empty()) return nullptr;
  Json parsed = Json::parse(text, nullptr, false);
  return parsed.is_discarded() ? Json(text) : parsed;
}

}  // namespace

std::string to_json(const core::Record& record) {
  Json json{{"schema", record.schema},
            {"model", record.cell.model},
            {"task", record.cell.task},
            {"iteration", record.cell.iteration},
            {"attempt", record.attempt},
            {"reason_for_attempt", core::to_text(record.reason_for_attempt)},
            {"server_start", record.server_start},
            {"round", record.round},
            {"suite", record.suite},
            {"prompt_sha256", record.prompt_sha256},
            {"points", record.points},
            {"request", request_settings_json(record.request)},
            {"request_body", parsed_or_null(record.request_json)}};
  json["generation"] = record.generation ? generation_json(*record.generation) : Json(nullptr);
  json["judgements"] = Json::array();
  for (const auto& judgement : record.judgements) json["judgements"].push_back(judgement_json(judgement));
  json["memory"] = memory_json(record.memory);
  json["quantladder"] = record.quantladder;
  if (record.imported_seed) json["imported_seed"] = *record.imported_seed;
  return dump(json);
}

std::string to_json(const core::Judgement& judgement) { return dump(judgement_json(judgement)); }

std::string to_json(const core::ServerStart& start) {
  Json probe = Json::array();
  for (const auto& generation : start.probe) probe.push_back(generation_json(generation));
  return dump({{"model", start.model},
               {"number", start.number},
               {"round", start.round},
               {"started_at", start.started_at},
               {"argv", start.argv},
               {"version", start.version},
               {"binary_sha256", start.binary_sha256},
               {"build_info", start.build_info},
               {"slot_ctx", known_json(start.slot_ctx)},
               {"slots", known_json(start.slots)},
               {"load_ms", known_json(start.load_ms)},
               {"scrubbed_env", start.scrubbed_env},
               {"warm_up_requests", start.warm_up_requests},
               {"probe", probe},
               {"memory", memory_json(start.memory)},
               {"settings_verified", start.settings_verified},
               {"settings_note", start.settings_note},
               {"doubts", start.doubts},
               {"end", core::to_text(start.end)},
               {"props", parsed_or_null(start.props_json)}});
}

std::string to_json(const std::vector<core::GivenScore>& scores) {
  Json json{{"schema", 1}, {"scores", Json::array()}};
  for (const auto& score : scores) {
    json["scores"].push_back(
        {{"model", score.model}, {"iteration", score.iteration}, {"score", optional_json(score.score)}});
  }
  return dump(json);
}

std::vector<core::GivenScore> parse_given_scores(std::string_view json, const std::string& source) {
  return parse_with(json, source, [](const Json& parsed) {
    std::vector<core::GivenScore> scores;
    for (const Json& score : parsed.at("scores")) {
      scores.push_back({score.at("model"), score.at("iteration"), optional_from<double>(score, "score")});
    }
    return scores;
  });
}

core::Record parse_record(std::string_view json, const std::string& source) {
  return parse_with(json, source, record_from);
}

core::Judgement parse_judgement(std::string_view json, const std::string& source) {
  return parse_with(json, source, judgement_from);
}

core::ServerStart parse_server_start(std::string_view json, const std::string& source) {
  return parse_with(json, source, server_start_from);
}

}  // namespace quantladder::store
