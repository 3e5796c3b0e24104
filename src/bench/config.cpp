#include "quantladder/bench/config.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <cstdlib>
#include <set>

#include "bench/request_layers.h"
#include "quantladder/core/error.h"
#include "quantladder/llama/completer.h"
#include "quantladder/sys/files.h"
#include "sys/checked_json.h"

namespace quantladder::bench {
namespace {

namespace fs = std::filesystem;
using sys::CheckedObject;

bool is_there(const fs::path& path) {
  std::error_code unreadable;
  return fs::exists(path, unreadable);
}

int ranged_int(CheckedObject& object, const char* key, int fallback, int low, int high) {
  const std::int64_t value = object.integer(key, fallback);
  if (value < low || value > high) object.fail(key, fmt::format("{} is outside [{}, {}]", value, low, high));
  return static_cast<int>(value);
}

// The limit is far above any sense, and far below what a clock can count.
double positive(CheckedObject& object, const char* key, double fallback) {
  constexpr double kMost = 1e7;
  const double value = object.number(key, fallback);
  if (!(value > 0 && value <= kMost))
    object.fail(key, fmt::format("{} is not above 0 and at most {:.0f}", value, kMost));
  return value;
}

// Relative paths are relative to the configuration, so that it works from any folder.
std::string resolved_path(CheckedObject& object, const char* key, const std::string& path, const fs::path& folder) {
  fs::path expanded;
  try {
    expanded = sys::expand_path(path);
  } catch (const core::Error& error) {
    object.fail(key, error.what());
  }
  return expanded.is_absolute() ? expanded.string() : (folder / expanded).lexically_normal().string();
}

// A bare name is looked up on PATH by whoever starts it.
std::string resolved_program(CheckedObject& object, const char* key, const std::string& program,
                             const fs::path& folder) {
  const bool bare = program.find('/') == std::string::npos && !program.starts_with('$');
  return bare ? program : resolved_path(object, key, program, folder);
}

void check_id(CheckedObject& object, const char* key, const std::string& id) {
  const bool fine = !id.empty() && id.front() != '.' && std::all_of(id.begin(), id.end(), [](unsigned char c) {
    return std::isalnum(c) || c == '.' || c == '_' || c == '-';
  });
  if (!fine) object.fail(key, fmt::format("'{}' is not a name of letters, digits, '.', '_' and '-'", id));
}

core::ServerSettings read_server(CheckedObject& object, core::ServerSettings server, const fs::path& folder) {
  if (const auto binary = object.optional_string("binary"))
    server.binary = resolved_program(object, "binary", *binary, folder);
  server.ctx = ranged_int(object, "ctx", server.ctx, 16, 1 << 24);
  server.parallel = ranged_int(object, "parallel", server.parallel, 1, 256);
  if (object.has("gpu_layers")) server.gpu_layers = ranged_int(object, "gpu_layers", 0, -1, 10000);
  if (const auto flash = object.optional_boolean("flash_attention")) server.flash_attention = flash;
  if (const auto type = object.optional_string("cache_type_k")) server.cache_type_k = type;
  if (const auto type = object.optional_string("cache_type_v")) server.cache_type_v = type;
  if (object.has("threads")) server.threads = ranged_int(object, "threads", 1, 1, 4096);
  if (const auto file = object.optional_string("chat_template_file")) {
    server.chat_template_file = resolved_path(object, "chat_template_file", *file, folder);
    if (!is_there(*server.chat_template_file)) {
      object.fail("chat_template_file", *server.chat_template_file + ": no such file");
    }
  }
  server.extra_args = object.strings("extra_args", server.extra_args);
  server.start_timeout_s = positive(object, "start_timeout_s", server.start_timeout_s);
  object.finish();
  return server;
}

void check_url(CheckedObject& object, const char* key, const std::string& url) {
  const std::size_t host = url.starts_with("http://") ? 7 : url.starts_with("https://") ? 8 : url.size();
  if (host < url.size() && url[host] != '/' && url.find_first_of(" \t\r\n") == std::string::npos) return;
  object.fail(key, fmt::format("'{}' is not a URL such as http://127.0.0.1:8080", url));
}

core::Model read_model(CheckedObject& object, const core::ServerSettings& defaults, const fs::path& folder) {
  core::Model model;
  model.id = object.string("id");
  check_id(object, "id", model.id);
  model.provider = object.string("provider", "");
  model.quant = object.string("quant", "");
  model.approach = object.string("approach", "");
  if (const auto file = object.optional_string("file")) model.file = resolved_path(object, "file", *file, folder);
  model.hf = object.string("hf", "");
  model.endpoint = object.string("endpoint", "");
  if (!model.endpoint.empty()) check_url(object, "endpoint", model.endpoint);
  const int sources = !model.file.empty() + !model.hf.empty() + !model.endpoint.empty();
  if (sources != 1) object.fail("", "a model has exactly one of: file, hf, endpoint");
  model.sha256 = object.optional_string("sha256");
  const bool hash_like = !model.sha256 || (model.sha256->size() == 64 &&
                                           model.sha256->find_first_not_of("0123456789abcdef") == std::string::npos);
  if (!hash_like) object.fail("sha256", "expected 64 lower-case hex digits");
  model.api_key_env = object.optional_string("api_key_env");
  model.server = defaults;
  if (auto server = object.optional_object("server")) model.server = read_server(*server, defaults, folder);
  return model;
}

// Next to the configuration, else what came with the program: an installed tree that was moved as a whole still finds
// its own.
std::vector<fs::path> places_of_profiles(const fs::path& folder) {
  std::vector<fs::path> places{folder / "sampling.json"};
  std::error_code error;
  const fs::path program = fs::read_symlink("/proc/self/exe", error);
  if (!error) places.push_back(program.parent_path().parent_path() / "share/quantladder/configs/sampling.json");
  places.push_back(fs::path(QUANTLADDER_SOURCE_CONFIGS) / "sampling.json");
  places.push_back(fs::path(QUANTLADDER_INSTALLED_CONFIGS) / "sampling.json");
  return places;
}

Profiles load_profiles(CheckedObject& root, const fs::path& folder) {
  Profiles profiles;
  const auto named = root.optional_string("sampling_profiles");
  const auto places = named ? std::vector<fs::path>{resolved_path(root, "sampling_profiles", *named, folder)}
                            : places_of_profiles(folder);
  const auto found = std::find_if(places.begin(), places.end(), is_there);
  if (found == places.end() && named) root.fail("sampling_profiles", places.front().string() + ": no such file");
  if (found != places.end()) {
    const nlohmann::json file = sys::read_json_file(*found);
    read_profiles(CheckedObject(file, found->string()), profiles);
  }
  if (auto own = root.optional_object("profiles")) read_profiles(*own, profiles);
  return profiles;
}

const RequestLayer* layer_of(const LayeredRequests& requests, const std::string& task) {
  const auto found = requests.by_task.find(task);
  return found == requests.by_task.end() ? nullptr : &found->second;
}

// Fails now, not after the first model was loaded.
void check_requests(CheckedObject& object, const ModelConfig& config) {
  const auto check = [&](const core::RequestSettings& settings) {
    if (settings.max_tokens > config.model.server.ctx) {
      object.fail("", fmt::format("max_tokens {} does not fit into ctx {} (tokens per slot)", settings.max_tokens,
                                  config.model.server.ctx));
    }
    try {
      llama::make_chat_body("", settings, 0);
    } catch (const core::Error& error) {
      object.fail("", error.what());
    }
  };
  check(config.request);
  for (const auto& [task, settings] : config.by_task) check(settings);
}

// What resolve() misses is missed by this model.
core::RequestSettings resolved(CheckedObject& object, const std::vector<const RequestLayer*>& layers,
                               const Profiles& profiles, int ctx) {
  try {
    return resolve(layers, profiles, ctx);
  } catch (const core::Error& error) {
    object.fail("", error.what());
  }
}

ModelConfig read_model_config(CheckedObject& object, const core::ServerSettings& defaults,
                              const LayeredRequests& common, const Profiles& profiles, const fs::path& folder) {
  ModelConfig config;
  config.model = read_model(object, defaults, folder);
  LayeredRequests own;
  if (auto sampling = object.optional_object("sampling")) {
    own = read_requests(*sampling, profiles);
    sampling->finish();
  }
  object.finish();
  const int ctx = config.model.server.ctx;
  config.request = resolved(object, {&common.all, &own.all}, profiles, ctx);
  std::set<std::string> tasks;
  for (const auto& [task, layer] : common.by_task) tasks.insert(task);
  for (const auto& [task, layer] : own.by_task) tasks.insert(task);
  for (const auto& task : tasks) {
    config.by_task[task] =
        resolved(object, {&common.all, layer_of(common, task), &own.all, layer_of(own, task)}, profiles, ctx);
  }
  check_requests(object, config);
  return config;
}

JudgingPolicy read_policy(CheckedObject& object) {
  const std::string text = object.string("when", "auto");
  if (text == "auto") return JudgingPolicy::automatic;
  if (text == "overlapping") return JudgingPolicy::overlapping;
  if (text == "between") return JudgingPolicy::between;
  object.fail("when", fmt::format("'{}' is none of auto, overlapping, between", text));
}

void read_measuring(CheckedObject& root, Experiment& experiment, const fs::path& folder) {
  if (auto client = root.optional_object("client")) {
    experiment.client.stall_s = positive(*client, "stall_s", experiment.client.stall_s);
    experiment.client.deadline_factor = positive(*client, "deadline_factor", experiment.client.deadline_factor);
    experiment.client.min_deadline_s = positive(*client, "min_deadline_s", experiment.client.min_deadline_s);
    experiment.client.attempts = ranged_int(*client, "attempts", experiment.client.attempts, 1, 100);
    experiment.client.stalls_until_restart =
        ranged_int(*client, "stalls_until_restart", experiment.client.stalls_until_restart, 1, 1000);
    client->finish();
  }
  if (auto probe = root.optional_object("probe")) {
    experiment.probe.tokens = ranged_int(*probe, "tokens", experiment.probe.tokens, 2, 1 << 20);
    experiment.probe.repeats = ranged_int(*probe, "repeats", experiment.probe.repeats, 0, 1000);
    experiment.probe.warm_up = ranged_int(*probe, "warm_up", experiment.probe.warm_up, 1, 1000);
    probe->finish();
  }
  if (auto judging = root.optional_object("judging")) {
    experiment.judging.when = read_policy(*judging);
    experiment.judging.jobs = ranged_int(*judging, "jobs", experiment.judging.jobs, 1, 256);
    if (const auto python = judging->optional_string("python")) {
      experiment.judging.python = resolved_program(*judging, "python", *python, folder);
    }
    judging->finish();
  }
}

void read_models(CheckedObject& root, Experiment& experiment, const fs::path& folder) {
  const Profiles profiles = load_profiles(root, folder);
  core::ServerSettings defaults;
  if (auto server = root.optional_object("server")) defaults = read_server(*server, defaults, folder);
  LayeredRequests common;
  if (auto sampling = root.optional_object("sampling")) {
    common = read_requests(*sampling, profiles);
    sampling->finish();
  }
  for (auto& entry : root.objects("models")) {
    ModelConfig config = read_model_config(entry, defaults, common, profiles, folder);
    if (experiment.find(config.model.id) != nullptr)
      entry.fail("id", fmt::format("'{}' is given twice", config.model.id));
    experiment.models.push_back(std::move(config));
  }
  if (experiment.models.empty()) root.fail("models", "name at least one model");
  experiment.baseline = root.string("baseline", experiment.models.front().model.id);
  if (experiment.find(experiment.baseline) == nullptr) {
    root.fail("baseline", fmt::format("'{}' is none of the models", experiment.baseline));
  }
}

}  // namespace

const core::RequestSettings& ModelConfig::request_for(const std::string& task) const {
  const auto found = by_task.find(task);
  return found == by_task.end() ? request : found->second;
}

const ModelConfig* Experiment::find(const std::string& model_id) const {
  const auto found = std::find_if(models.begin(), models.end(),
                                  [&](const ModelConfig& config) { return config.model.id == model_id; });
  return found == models.end() ? nullptr : &*found;
}

Experiment parse_config(const std::string& text, const fs::path& path, const fs::path& given_folder) {
  const nlohmann::json json = sys::parse_json(text, path.string());
  CheckedObject root(json, path.string());
  const fs::path folder = given_folder.empty() ? fs::absolute(path).parent_path() : given_folder;
  Experiment experiment;
  experiment.folder = folder.string();
  experiment.source = path.string();
  experiment.text = text;
  root.find("$schema");  // for editors
  experiment.name = root.string("name");
  check_id(root, "name", experiment.name);
  experiment.suite = root.string("suite", experiment.suite);
  if (is_there(folder / experiment.suite / "suite.json")) experiment.suite = (folder / experiment.suite).string();
  experiment.iterations = ranged_int(root, "iterations", experiment.iterations, 1, 100000);
  const int rounds = ranged_int(root, "rounds", experiment.rounds, 1, 100000);
  experiment.rounds = std::min(rounds, experiment.iterations);  // a round has at least one iteration
  const std::int64_t seed = root.integer("seed", 1);
  if (seed < 0) root.fail("seed", "must not be negative");
  experiment.seed = static_cast<std::uint64_t>(seed);
  read_measuring(root, experiment, folder);
  read_models(root, experiment, folder);
  root.finish();
  return experiment;
}

Experiment load_config(const fs::path& path) {
  const std::string text = sys::read_named_file(path);
  const auto manifest = sys::read_file_if_exists(fs::absolute(path).parent_path() / "manifest.json");
  const nlohmann::json json = manifest ? nlohmann::json::parse(*manifest, nullptr, false) : nlohmann::json();
  const bool tells = json.is_object() && json.contains("config_folder") && json["config_folder"].is_string();
  return parse_config(text, path, tells ? json["config_folder"].get<std::string>() : "");
}

}  // namespace quantladder::bench
