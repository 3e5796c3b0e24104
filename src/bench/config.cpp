#include "quantladder/bench/config.h"

#include <fmt/format.h>

#include <algorithm>

#include "bench/choose_config.h"
#include "bench/config_values.h"
#include "bench/model_config.h"
#include "bench/sweep_config.h"
#include "quantladder/bench/context.h"
#include "quantladder/core/error.h"
#include "quantladder/sys/checked_json.h"
#include "quantladder/sys/files.h"

namespace quantladder::bench {
namespace {

namespace fs = std::filesystem;
using sys::CheckedObject;

// Next to the configuration, else what came with the program.
std::vector<fs::path> places_of_profiles(const fs::path& folder) {
  std::vector<fs::path> places = sys::shipped_config_places("sampling.json");
  places.insert(places.begin(), folder / "sampling.json");
  return places;
}

Profiles load_profiles(CheckedObject& root, const fs::path& folder) {
  Profiles profiles;
  const auto named = optional_text(root, "sampling_profiles");
  const auto places = named ? std::vector<fs::path>{resolved_path(root, "sampling_profiles", *named, folder)}
                            : places_of_profiles(folder);
  const auto found = std::find_if(places.begin(), places.end(), is_file);
  if (found == places.end() && named) root.fail("sampling_profiles", places.front().string() + ": no such file");
  if (found != places.end()) {
    const nlohmann::json file = sys::read_json_file(*found);
    read_profiles(CheckedObject(file, found->string()), profiles);
  }
  if (auto own = root.optional_object("profiles")) read_profiles(*own, profiles);
  return profiles;
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
    experiment.judging.when = judging->optional_id<core::JudgingPolicy>("when").value_or(experiment.judging.when);
    experiment.judging.jobs = ranged_int(*judging, "jobs", experiment.judging.jobs, 1, 256);
    if (const auto python = optional_text(*judging, "python")) {
      experiment.judging.python = resolved_program(*judging, "python", *python, folder);
    }
    judging->finish();
  }
}

// Reads models that share the experiment's settings.
struct ModelReader {
  Experiment& experiment;
  Profiles profiles;
  core::ServerSettings server;
  LayeredRequests requests;
  fs::path folder;

  void read(CheckedObject& entry, std::vector<ModelConfig>& list) const {
    for (ModelConfig& config : read_model_configs(entry, server, requests, profiles, folder)) {
      if (experiment.find_reference(config.model.id) != nullptr)
        entry.fail("id", fmt::format("'{}' is given twice", config.model.id));
      list.push_back(std::move(config));
    }
  }
  void read_list(CheckedObject& root, const char* key, std::vector<ModelConfig>& list) const {
    for (CheckedObject& entry : root.objects(key)) read(entry, list);
  }
  // The candidates are models, and their source is a reference.
  void read_candidates(CheckedObject& sweep) const {
    experiment.sweep = read_sweep(sweep, server, folder);
    const nlohmann::json models = candidates_as_models(*experiment.sweep);
    for (const nlohmann::json& each : models) {
      CheckedObject entry(each, experiment.source, "/sweep");
      read(entry, experiment.models);
      experiment.models.back().is_to_be_made = true;
    }
    const nlohmann::json source = source_as_reference(*experiment.sweep);
    CheckedObject entry(source, experiment.source, "/sweep");
    read(entry, experiment.references);
    experiment.origin = experiment.sweep->source_id;
  }
  // Returns the id of the model that scores are compared with.
  std::string read_files(CheckedObject& choose) const {
    const FilesToChoose files = read_choose(choose, folder);
    for (const nlohmann::json each : files.models) {
      CheckedObject entry(each, experiment.source, "/choose");
      read(entry, experiment.models);
    }
    experiment.origin = files.largest;
    if (files.parent.is_null()) return files.largest;
    const nlohmann::json parent = files.parent;
    CheckedObject entry(parent, experiment.source, "/choose");
    read(entry, experiment.references);
    experiment.origin = files.parent.at("id");
    return files.largest;
  }
};

void read_models(CheckedObject& root, Experiment& experiment, const fs::path& folder, int default_ctx) {
  ModelReader reader{.experiment = experiment, .profiles = load_profiles(root, folder), .folder = folder};
  reader.server.ctx = default_ctx;
  if (auto server = root.optional_object("server")) reader.server = read_server(*server, reader.server, folder);
  if (auto sampling = root.optional_object("sampling")) {
    reader.requests = read_requests(*sampling, reader.profiles);
    sampling->finish();
  }
  for (const char* key : {"sweep", "choose"}) {
    if (root.has(key) && root.has("models"))
      root.fail("models", fmt::format("\"{}\" says what the models are; leave one of the two out", key));
  }
  std::string baseline;
  if (auto sweep = root.optional_object("sweep")) {
    if (root.has("choose")) root.fail("choose", "\"sweep\" says what the models are; leave one of the two out");
    reader.read_candidates(*sweep);
  } else if (auto choose = root.optional_object("choose")) {
    baseline = reader.read_files(*choose);
  } else {
    reader.read_list(root, "models", experiment.models);
  }
  if (root.has("references")) reader.read_list(root, "references", experiment.references);
  if (experiment.models.empty()) root.fail("models", "name at least one model");
  if (baseline.empty()) baseline = experiment.models.front().model.id;
  experiment.baseline = root.optional_string("baseline").value_or(baseline);
  if (experiment.origin.empty()) experiment.origin = experiment.baseline;
  if (experiment.find(experiment.baseline) == nullptr) {
    root.fail("baseline", fmt::format("'{}' is none of the models", experiment.baseline));
  }
}

bool says_ctx(const nlohmann::json& object) { return object.contains("server") && object["server"].contains("ctx"); }

// The models whose context nobody has said.
std::vector<core::Model> models_of_default_context(const nlohmann::json& json, const Experiment& experiment) {
  std::vector<core::Model> models;
  std::size_t next = 0;
  if (experiment.sweep && !says_ctx(json)) return {experiment.references.front().model};
  if (json.contains("choose") && !says_ctx(json)) {
    for (const ModelConfig& config : experiment.models) models.push_back(config.model);
    return models;
  }
  for (const auto& entry : json.value("models", nlohmann::json::array())) {
    const nlohmann::json arms = entry.value("arms", nlohmann::json::array({nlohmann::json::object()}));
    for (const auto& arm : arms) {
      const bool said = says_ctx(json) || says_ctx(entry) || says_ctx(arm);
      if (!said) models.push_back(experiment.models[next].model);
      ++next;
    }
  }
  return models;
}

// A folder beside the configuration goes before a suite of that name.
std::string suite_name(const std::string& name, const fs::path& folder) {
  return is_file(folder / name / "suite.json") ? (folder / name).string() : name;
}

// Each entry is a name, or an object with the suite's name and keys of its own.
void read_suites(CheckedObject& root, Experiment& experiment, const fs::path& folder) {
  const nlohmann::json* list = root.find("suites");
  if (list == nullptr) {
    experiment.suites.front().name =
        suite_name(root.optional_string("suite").value_or(experiment.suites.front().name), folder);
    return;
  }
  if (root.has("suite")) root.fail("suite", "\"suites\" says it already; leave one of the two out");
  if (!list->is_array() || list->empty()) root.fail("suites", "expected a list of names or objects, not empty");
  experiment.suites.clear();
  for (std::size_t i = 0; i < list->size(); ++i) {
    nlohmann::json entry = (*list)[i];
    if (entry.is_string()) entry = {{"suite", entry}};
    const std::string place = fmt::format("/suites/{}", i);
    const std::string name = CheckedObject(entry, experiment.source, place).string("suite");
    experiment.suites.push_back({suite_name(name, folder), place, entry.dump()});
  }
}

Experiment read_experiment(const nlohmann::json& json, const fs::path& path, const fs::path& folder, int default_ctx) {
  CheckedObject root(json, path.string());
  Experiment experiment;
  experiment.folder = folder.string();
  experiment.source = path.string();
  root.optional_string("$schema");  // for editors
  experiment.name = root.string("name");
  check_id(root, "name", experiment.name);
  read_suites(root, experiment, folder);
  experiment.iterations = ranged_int(root, "iterations", experiment.iterations, 1, 100000);
  const int rounds = ranged_int(root, "rounds", experiment.rounds, 1, 100000);
  experiment.rounds = std::min(rounds, experiment.iterations);  // a round has at least one iteration
  const std::int64_t seed = root.optional_integer("seed").value_or(1);
  if (seed < 0) root.fail("seed", "must not be negative");
  experiment.seed = static_cast<std::uint64_t>(seed);
  read_measuring(root, experiment, folder);
  read_models(root, experiment, folder, default_ctx);
  experiment.screening = root.optional_boolean("screening").value_or(root.has("sweep") || root.has("choose"));
  if (auto limits = root.optional_object("limits")) {
    for (const std::string& key : limits->keys()) experiment.limits[key] = limits->number(key);
  }
  root.finish();
  return experiment;
}

}  // namespace

const core::RequestSettings& ModelConfig::request_for(const core::CellId& cell) const {
  for (const std::string& name : {cell.suite + "/" + cell.item, cell.item}) {
    if (const auto found = by_task.find(name); found != by_task.end()) return found->second;
  }
  return request;
}

namespace {

const ModelConfig* find_model(const std::vector<ModelConfig>& configs, const std::string& id) {
  const auto found =
      std::find_if(configs.begin(), configs.end(), [&](const ModelConfig& config) { return config.model.id == id; });
  return found == configs.end() ? nullptr : &*found;
}

}  // namespace

const ModelConfig* Experiment::find(const std::string& model_id) const { return find_model(models, model_id); }

const ModelConfig* Experiment::find_reference(const std::string& model_id) const {
  const ModelConfig* reference = find_model(references, model_id);
  return reference == nullptr ? find(model_id) : reference;
}

Experiment parse_config(const std::string& text, const fs::path& path, const fs::path& given_folder) {
  const nlohmann::json json = sys::parse_json(text, path.string());
  const fs::path folder = given_folder.empty() ? fs::absolute(path).parent_path() : given_folder;
  const int usual = core::ServerSettings{}.ctx;
  Experiment experiment = read_experiment(json, path, folder, usual);
  const DefaultContext context = default_context(models_of_default_context(json, experiment), usual);
  if (context.ctx != usual) experiment = read_experiment(json, path, folder, context.ctx);
  experiment.context_note = context.note;
  experiment.text = text;
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
