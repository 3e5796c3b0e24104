#include "quantladder/store/manifest.h"

#include <fmt/format.h>

#include <algorithm>

#include "quantladder/sys/files.h"
#include "store/json_fields.h"
#include "store/model_json.h"

namespace quantladder::store {
namespace {

Json host_json(const sys::HostFacts& host) {
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

sys::HostFacts host_from(const Json& json) {
  sys::HostFacts host;
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

Json session_json(const Session& session) {
  return {{"started_at", session.started_at}, {"host", host_json(session.host)}, {"order", session.order}};
}

Json task_json(const ManifestTask& task) {
  return {{"id", task.id},
          {"title", task.title},
          {"points", task.points},
          {"prompt_sha256", task.prompt_sha256},
          {"tests_sha256", task.tests_sha256},
          {"language", task.language},
          {"files", task.files},
          {"entry_points", task.entry_points}};
}

ManifestTask task_from(const Json& json) {
  ManifestTask task;
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

Json manifest_model_json(const ManifestModel& entry) {
  Json requests = Json::object();
  for (const auto& [task, settings] : entry.requests) requests[task] = request_settings_json(settings);
  Json json{{"model", model_json(entry.model)}, {"requests", requests}};
  json["gguf"] = entry.gguf ? gguf_json(*entry.gguf) : Json(nullptr);
  json["gguf_sha256"] = entry.gguf_sha256;
  json["chat_template_sha256"] = entry.chat_template_sha256;
  json["serve_command"] = entry.serve_command;
  return json;
}

ManifestModel manifest_model_from(const Json& json) {
  ManifestModel entry;
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

Manifest manifest_from(const Json& json) {
  Manifest manifest;
  manifest.schema = json.at("schema");
  manifest.run_id = json.at("run_id");
  manifest.experiment = json.at("experiment");
  manifest.created_at = json.at("created_at");
  manifest.quantladder = json.at("quantladder");
  manifest.suite = json.at("suite");
  manifest.suite_version = json.at("suite_version");
  manifest.suite_title = json.at("suite_title");
  manifest.suite_path = json.at("suite_path");
  manifest.prompts_sha256 = json.at("prompts_sha256");
  manifest.tests_sha256 = json.at("tests_sha256");
  for (const Json& task : json.at("tasks")) manifest.tasks.push_back(task_from(task));
  manifest.iterations = json.at("iterations");
  manifest.rounds = json.at("rounds");
  manifest.seed = json.at("seed");
  manifest.baseline = json.at("baseline");
  manifest.config_folder = json.value("config_folder", "");
  for (const Json& entry : json.at("models")) manifest.models.push_back(manifest_model_from(entry));
  for (const Json& session : json.at("sessions")) {
    manifest.sessions.push_back(
        {session.at("started_at"), host_from(session.at("host")), session.at("order").get<std::vector<std::string>>()});
  }
  manifest.meter = json.at("meter");
  manifest.sandbox_tier = json.at("sandbox_tier");
  manifest.sandbox_detail = json.at("sandbox_detail");
  manifest.python = json.at("python");
  manifest.judging = json.at("judging");
  if (const auto imported = json.find("imported"); imported != json.end() && !imported->is_null()) {
    manifest.imported = {imported->at("source"), imported->at("sha256"), imported->at("levels"),
                         imported->at("contradictions").get<std::vector<std::string>>()};
  }
  return manifest;
}

// What decides a model's numbers. Labels and paths do not: the file is known by its hash, the template likewise.
Json deciding(const ManifestModel& entry) {
  Json server = model_json(entry.model).at("server");
  for (const char* key : {"binary", "start_timeout_s", "chat_template_file"}) server.erase(key);
  Json requests = Json::object();
  for (const auto& [task, settings] : entry.requests) requests[task] = request_settings_json(settings);
  Json json{{"server", server}, {"requests", requests}, {"chat_template_sha256", entry.chat_template_sha256}};
  if (!entry.gguf_sha256.empty()) {
    json["gguf_sha256"] = entry.gguf_sha256;
  } else {
    json["hf"] = entry.model.hf;
    json["endpoint"] = entry.model.endpoint;
    json["served_model"] = entry.model.served_model;
  }
  return json;
}

Json deciding(const Manifest& manifest) {
  Json prompts = Json::object();
  for (const auto& task : manifest.tasks) {
    prompts[task.id] = {{"prompt_sha256", task.prompt_sha256}, {"points", task.points}};
  }
  return {{"suite", manifest.suite}, {"seed", manifest.seed}, {"tasks", prompts}};
}

// What makes files of a reply decides its outcome too, but is no part of the run's name.
Json answer_shape(const ManifestTask& task) {
  return {{"language", task.language}, {"files", task.files}, {"entry_points", task.entry_points}};
}

void add_differences(const Json& before, const Json& now, const std::string& prefix, std::vector<std::string>& lines) {
  const Json left = before.flatten();
  const Json right = now.flatten();
  for (const auto& [key, value] : left.items()) {
    const auto other = right.find(key);
    if (other == right.end()) {
      lines.push_back(fmt::format("{}{}: {} -> (absent)", prefix, key, value.dump()));
    } else if (*other != value) {
      lines.push_back(fmt::format("{}{}: {} -> {}", prefix, key, value.dump(), other->dump()));
    }
  }
  for (const auto& [key, value] : right.items()) {
    if (!left.contains(key)) lines.push_back(fmt::format("{}{}: (absent) -> {}", prefix, key, value.dump()));
  }
}

}  // namespace

std::string to_json(const Manifest& manifest) {
  Json tasks = Json::array();
  for (const auto& task : manifest.tasks) tasks.push_back(task_json(task));
  Json models = Json::array();
  for (const auto& entry : manifest.models) models.push_back(manifest_model_json(entry));
  Json sessions = Json::array();
  for (const auto& session : manifest.sessions) sessions.push_back(session_json(session));
  Json json{{"schema", manifest.schema},
            {"run_id", manifest.run_id},
            {"experiment", manifest.experiment},
            {"created_at", manifest.created_at},
            {"quantladder", manifest.quantladder},
            {"suite", manifest.suite},
            {"suite_version", manifest.suite_version},
            {"suite_title", manifest.suite_title},
            {"suite_path", manifest.suite_path},
            {"prompts_sha256", manifest.prompts_sha256},
            {"tests_sha256", manifest.tests_sha256},
            {"tasks", tasks},
            {"iterations", manifest.iterations},
            {"rounds", manifest.rounds},
            {"seed", manifest.seed},
            {"baseline", manifest.baseline},
            {"config_folder", manifest.config_folder},
            {"models", models},
            {"sessions", sessions},
            {"meter", manifest.meter},
            {"sandbox_tier", manifest.sandbox_tier},
            {"sandbox_detail", manifest.sandbox_detail},
            {"python", manifest.python},
            {"judging", manifest.judging}};
  if (const auto& imported = manifest.imported) {
    json["imported"] = {{"source", imported->source},
                        {"sha256", imported->sha256},
                        {"levels", imported->levels},
                        {"contradictions", imported->contradictions}};
  }
  return json.dump(1, ' ', false, Json::error_handler_t::replace) + "\n";
}

Manifest parse_manifest(std::string_view json, const std::string& source) {
  return parse_with(json, source, manifest_from);
}

namespace {

// Either side may not have read the file (plan does not, and it may have been away): then its size has to do.
void add_model_differences(const ManifestModel& before, const ManifestModel& now, std::vector<std::string>& lines) {
  const std::string prefix = "/models/" + now.model.id;
  const auto unread = [](const ManifestModel& entry) { return entry.gguf_sha256.empty() && !entry.model.file.empty(); };
  if (!unread(before) && !unread(now)) {
    add_differences(deciding(before), deciding(now), prefix, lines);
    return;
  }
  ManifestModel old = before;
  ManifestModel fresh = now;
  const bool same_source = before.model.file.empty() == now.model.file.empty();
  if (same_source) old.gguf_sha256 = fresh.gguf_sha256 = "not compared";
  if (before.requests.empty() || now.requests.empty()) old.requests = fresh.requests = {};
  if (!before.gguf || !now.gguf) old.chat_template_sha256 = fresh.chat_template_sha256 = "";
  add_differences(deciding(old), deciding(fresh), prefix, lines);
  if (same_source && before.gguf && now.gguf && before.gguf->file_bytes != now.gguf->file_bytes) {
    lines.push_back(fmt::format("{}/gguf/file_bytes: {} -> {}", prefix, before.gguf->file_bytes, now.gguf->file_bytes));
  }
}

}  // namespace

std::vector<std::string> differences(const Manifest& before, const Manifest& now) {
  std::vector<std::string> lines;
  add_differences(deciding(before), deciding(now), "", lines);
  for (const auto& task : now.tasks) {
    for (const auto& old : before.tasks) {
      if (old.id != task.id || old.language.empty() || task.language.empty()) continue;
      add_differences(answer_shape(old), answer_shape(task), "/tasks/" + task.id, lines);
    }
  }
  for (const auto& entry : now.models) {
    for (const auto& old : before.models) {
      if (old.model.id == entry.model.id) add_model_differences(old, entry, lines);
    }
  }
  return lines;
}

std::vector<std::string> machines(const Manifest& manifest) {
  std::vector<std::string> names;
  for (const auto& session : manifest.sessions) {
    std::string name = fmt::format("{}, {}, {} cores", session.host.os, session.host.cpu, session.host.cores);
    for (const auto& gpu : session.host.gpus) name += fmt::format(", {} ({})", gpu.name, gpu.driver);
    if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(name);
  }
  return names;
}

std::string shared_hash(const Manifest& manifest) { return sys::sha256_hex(deciding(manifest).dump()).substr(0, 8); }

}  // namespace quantladder::store
