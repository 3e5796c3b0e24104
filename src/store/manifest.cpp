#include "quantladder/store/manifest.h"

#include "store/json_fields.h"
#include "store/model_json.h"

namespace quantladder::store {
namespace {

Json host_json(const core::HostFacts& host) {
  Json gpus = Json::array();
  for (const auto& gpu : host.gpus) {
    gpus.push_back({{"name", gpu.name}, {"driver", gpu.driver}, {"memory_bytes", known_json(gpu.memory_bytes)}});
  }
  return {{"os", host.os},
          {"kernel", host.kernel},
          {"cpu", host.cpu},
          {"cores", host.cores},
          {"memory_bytes", known_json(host.memory_bytes)},
          {"load_1min", optional_json(host.load_1min)},
          {"cpu_mhz", optional_json(host.cpu_mhz)},
          {"temperature_c", optional_json(host.temperature_c)},
          {"gpus", gpus}};
}

core::HostFacts host_from(const Json& json) {
  core::HostFacts host;
  host.os = json.at("os");
  host.kernel = json.at("kernel");
  host.cpu = json.at("cpu");
  host.cores = json.at("cores");
  host.memory_bytes = optional_from<std::uint64_t>(json, "memory_bytes").value_or(0);
  host.load_1min = optional_from<double>(json, "load_1min");
  host.cpu_mhz = optional_from<double>(json, "cpu_mhz");
  host.temperature_c = optional_from<double>(json, "temperature_c");
  for (const Json& gpu : json.at("gpus")) {
    host.gpus.push_back(
        {gpu.at("name"), gpu.at("driver"), optional_from<std::uint64_t>(gpu, "memory_bytes").value_or(0)});
  }
  return host;
}

Json session_json(const core::Session& session) {
  Json servers = Json::array();
  for (const auto& server : session.servers) {
    servers.push_back({{"path", server.path}, {"version", server.version}, {"sha256", server.sha256}});
  }
  Json limits = Json::object();
  for (const auto& limit : session.limits) {
    limits[limit.task] = {{"reference_ms", limit.reference_ms}, {"wall_limit_s", limit.wall_limit_s}};
  }
  return {{"started_at", session.started_at},
          {"host", host_json(session.host)},
          {"order", session.order},
          {"servers", servers},
          {"limits", limits}};
}

core::Session session_from(const Json& json) {
  core::Session session{.started_at = json.at("started_at"),
                        .host = host_from(json.at("host")),
                        .order = json.at("order").get<std::vector<std::string>>()};
  for (const Json& server : json.value("servers", Json::array())) {
    session.servers.push_back({server.at("path"), server.at("version"), server.at("sha256")});
  }
  const Json limits = json.value("limits", Json::object());  // items() refers to it
  for (const auto& [task, limit] : limits.items()) {
    session.limits.push_back({task, limit.at("reference_ms"), limit.at("wall_limit_s")});
  }
  return session;
}

Json task_json(const core::ItemFacts& task) {
  return {{"id", task.id},
          {"title", task.title},
          {"points", task.points},
          {"prompt_sha256", task.prompt_sha256},
          {"tests_sha256", task.tests_sha256},
          {"language", task.language},
          {"files", task.files},
          {"entry_points", task.entry_points}};
}

core::ItemFacts task_from(const Json& json) {
  core::ItemFacts task;
  task.id = json.at("id");
  task.title = json.at("title");
  task.points = json.at("points");
  task.prompt_sha256 = json.at("prompt_sha256");
  task.tests_sha256 = json.at("tests_sha256");
  task.language = json.value("language", "");
  task.files = json.value("files", std::vector<std::string>{});
  task.entry_points = json.value("entry_points", std::vector<std::string>{});
  return task;
}

Json manifest_model_json(const core::ModelFacts& entry) {
  Json requests = Json::object();
  for (const auto& [task, settings] : entry.requests) requests[task] = request_settings_json(settings);
  Json json{{"model", model_json(entry.model)}, {"requests", requests}};
  json["gguf"] = entry.gguf ? gguf_json(*entry.gguf) : Json(nullptr);
  json["gguf_sha256"] = entry.gguf_sha256;
  json["chat_template_sha256"] = entry.chat_template_sha256;
  json["serve_command"] = entry.serve_command;
  return json;
}

core::ModelFacts manifest_model_from(const Json& json) {
  core::ModelFacts entry;
  entry.model = model_from(json.at("model"));
  for (const auto& [task, settings] : json.at("requests").items()) {
    entry.requests[task] = request_settings_from(settings);
  }
  if (const Json& gguf = json.at("gguf"); !gguf.is_null()) entry.gguf = gguf_from(gguf);
  entry.gguf_sha256 = json.at("gguf_sha256");
  entry.chat_template_sha256 = json.at("chat_template_sha256");
  entry.serve_command = json.at("serve_command").get<std::vector<std::string>>();
  return entry;
}

core::Manifest manifest_from(const Json& json) {
  core::Manifest manifest;
  manifest.schema = json.at("schema");
  manifest.run_id = json.at("run_id");
  manifest.experiment = json.at("experiment");
  manifest.created_at = json.at("created_at");
  manifest.quantladder = json.at("quantladder");
  manifest.suite.id = json.at("suite");
  manifest.suite.version = json.at("suite_version");
  manifest.suite.title = json.at("suite_title");
  manifest.suite.path = json.at("suite_path");
  manifest.suite.prompts_sha256 = json.at("prompts_sha256");
  manifest.suite.tests_sha256 = json.at("tests_sha256");
  for (const Json& task : json.at("tasks")) manifest.suite.items.push_back(task_from(task));
  manifest.iterations = json.at("iterations");
  manifest.rounds = json.at("rounds");
  manifest.seed = json.at("seed");
  manifest.baseline = json.at("baseline");
  manifest.config_folder = json.value("config_folder", "");
  if (const auto measuring = json.find("measuring"); measuring != json.end() && !measuring->is_null()) {
    manifest.measuring_json = measuring->dump();
  }
  for (const Json& entry : json.at("models")) manifest.models.push_back(manifest_model_from(entry));
  for (const Json& session : json.at("sessions")) manifest.sessions.push_back(session_from(session));
  manifest.meter = json.at("meter");
  manifest.sandbox_tier = optional_value_from<core::SandboxTier>(json, "sandbox_tier");
  manifest.sandbox_detail = json.at("sandbox_detail");
  manifest.python = json.at("python");
  manifest.python_version = json.value("python_version", "");
  manifest.judging = optional_value_from<core::JudgingMode>(json, "judging");
  if (const auto imported = json.find("imported"); imported != json.end() && !imported->is_null()) {
    manifest.imported = {imported->at("source"),
                         imported->at("sha256"),
                         imported->at("levels"),
                         imported->at("contradictions").get<std::vector<std::string>>(),
                         optional_from<double>(*imported, "full_score"),
                         imported->value("iteration_labels", std::vector<std::string>{})};
  }
  return manifest;
}

}  // namespace

std::string to_json(const core::Manifest& manifest) {
  Json tasks = Json::array();
  for (const auto& task : manifest.suite.items) tasks.push_back(task_json(task));
  Json models = Json::array();
  for (const auto& entry : manifest.models) models.push_back(manifest_model_json(entry));
  Json sessions = Json::array();
  for (const auto& session : manifest.sessions) sessions.push_back(session_json(session));
  Json json{{"schema", manifest.schema},
            {"run_id", manifest.run_id},
            {"experiment", manifest.experiment},
            {"created_at", manifest.created_at},
            {"quantladder", manifest.quantladder},
            {"suite", manifest.suite.id},
            {"suite_version", manifest.suite.version},
            {"suite_title", manifest.suite.title},
            {"suite_path", manifest.suite.path},
            {"prompts_sha256", manifest.suite.prompts_sha256},
            {"tests_sha256", manifest.suite.tests_sha256},
            {"tasks", tasks},
            {"iterations", manifest.iterations},
            {"rounds", manifest.rounds},
            {"seed", manifest.seed},
            {"baseline", manifest.baseline},
            {"config_folder", manifest.config_folder},
            {"measuring", manifest.measuring_json.empty() ? Json(nullptr) : Json::parse(manifest.measuring_json)},
            {"models", models},
            {"sessions", sessions},
            {"meter", manifest.meter},
            {"sandbox_tier", core::to_id(manifest.sandbox_tier)},
            {"sandbox_detail", manifest.sandbox_detail},
            {"python", manifest.python},
            {"python_version", manifest.python_version},
            {"judging", core::to_id(manifest.judging)}};
  if (const auto& imported = manifest.imported) {
    json["imported"] = {{"source", imported->source},
                        {"sha256", imported->sha256},
                        {"levels", imported->levels},
                        {"contradictions", imported->contradictions},
                        {"full_score", optional_json(imported->full_score)},
                        {"iteration_labels", imported->iteration_labels}};
  }
  return json.dump(1, ' ', false, Json::error_handler_t::replace) + "\n";
}

core::Manifest parse_manifest(std::string_view json, const std::string& source) {
  return parse_with(json, source, manifest_from);
}

}  // namespace quantladder::store
