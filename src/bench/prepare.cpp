#include "quantladder/bench/prepare.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <nlohmann/json.hpp>

#include "bench/workload.h"
#include "quantladder/bench/context.h"
#include "quantladder/bench/run.h"
#include "quantladder/core/error.h"
#include "quantladder/core/lists.h"
#include "quantladder/core/version.h"
#include "quantladder/gguf/gguf.h"
#include "quantladder/llama/server.h"
#include "quantladder/store/manifest.h"
#include "quantladder/sys/files.h"

namespace quantladder::bench {
namespace {

using gguf::OnFile;

void check_expected_hash(const core::Model& model, const std::string& found) {
  if (!model.sha256 || *model.sha256 == found) return;
  throw core::Error(core::ErrorKind::usage,
                    fmt::format("{} has sha256 {}, expected {}; download it again, or correct the key sha256",
                                model.file, found, *model.sha256));
}

// Sampling and thinking of all tasks; left out where they differ: a server has one default.
core::RequestSettings what_all_share(const std::map<std::string, core::RequestSettings>& requests) {
  core::RequestSettings shared;
  if (requests.empty()) return shared;
  const core::RequestSettings& first = requests.begin()->second;
  const auto all = [&](auto member) {
    return std::all_of(requests.begin(), requests.end(),
                       [&](const auto& entry) { return entry.second.*member == first.*member; });
  };
  if (all(&core::RequestSettings::sampling)) shared.sampling = first.sampling;
  if (all(&core::RequestSettings::thinking)) shared.thinking = first.thinking;
  return shared;
}

core::ModelFacts describe_model(const std::vector<core::RunItem>& items, const ModelConfig& config,
                                const OnFile& on_file) {
  core::ModelFacts entry = describe_without_hash(config);
  for (const auto& item : items) entry.requests[item.name] = config.request_for({config.model.id, item.suite, item.id});
  if (config.model.endpoint.empty()) {
    const core::RequestSettings shared = what_all_share(entry.requests);
    // Where there is no on_file nothing is measured, and the program need not be there.
    entry.serve_command =
        on_file ? llama::known_serve_command(config.model, shared) : llama::serve_command(config.model, shared);
  }
  if (!config.model.file.empty() && on_file) {
    entry.gguf_sha256 = config.known ? config.known->sha256 : gguf::hash_model(config.model.file, on_file);
    check_expected_hash(config.model, entry.gguf_sha256);
  }
  if (entry.draft_gguf && on_file) entry.draft_sha256 = gguf::hash_model(config.model.server.draft->file, on_file);
  return entry;
}

std::string measuring_json(const Experiment& experiment) {
  const ClientSettings& client = experiment.client;
  const ProbeSettings& probe = experiment.probe;
  const nlohmann::ordered_json json{
      {"client",
       {{"stall_s", client.stall_s},
        {"deadline_factor", client.deadline_factor},
        {"min_deadline_s", client.min_deadline_s},
        {"attempts", client.attempts},
        {"stalls_until_restart", client.stalls_until_restart}}},
      {"probe", {{"tokens", probe.tokens}, {"repeats", probe.repeats}, {"warm_up", probe.warm_up}}},
      {"judging", {{"jobs", experiment.judging.jobs}}}};
  return json.dump();
}

core::JudgingMode judging_mode(const Experiment& experiment) {
  const bool between = judges_between(experiment, experiment.models.front().model);
  for (const auto& entry : experiment.models) {
    if (judges_between(experiment, entry.model) != between) return core::JudgingMode::by_model;
  }
  return between ? core::JudgingMode::between : core::JudgingMode::overlapping;
}

}  // namespace

std::string endpoint_key(const core::Model& model) {
  if (!model.api_key_env) return "";
  if (const char* key = std::getenv(model.api_key_env->c_str())) return key;
  throw core::Error(core::ErrorKind::environment,
                    fmt::format("model {}: the variable {} (api_key_env) is not set; export the endpoint's key in it",
                                model.id, *model.api_key_env));
}

core::ModelFacts describe_without_hash(const ModelConfig& config) {
  core::ModelFacts entry;
  entry.model = config.model;
  entry.making = config.making;
  if (!config.model.file.empty()) {
    const std::filesystem::path file = config.known ? config.known->header : std::filesystem::path(config.model.file);
    entry.gguf = gguf::read_gguf(file, [&](const std::vector<std::string>& types) {
      return llama::types_lacked_by_program(config.model, types);
    });
  }
  const auto& draft = config.model.server.draft;
  if (draft && !draft->file.empty() && config.model.endpoint.empty()) entry.draft_gguf = gguf::read_gguf(draft->file);
  if (const auto& chat_template = config.model.server.chat_template_file) {
    entry.chat_template_sha256 = sys::sha256_file(*chat_template);
  }
  return entry;
}

std::vector<core::SuiteFacts> describe_suites(const std::vector<tasks::Suite>& suites) {
  std::vector<core::SuiteFacts> described;
  for (const tasks::Suite& suite : suites) {
    described.push_back({.id = suite.id,
                         .version = suite.version,
                         .kind = suite.kind,
                         .title = suite.title,
                         .path = suite.folder.string(),
                         .prompts_sha256 = suite.prompts_sha256,
                         .tests_sha256 = suite.tests_sha256,
                         .iterations = suite.iterations,
                         .rounds = suite.rounds,
                         .items = workload_of(suite.kind).items(suite),
                         .baseline = suite.fidelity.baseline,
                         .service = suite.kind == core::SuiteKind::load ? std::optional(suite.load.slo) : std::nullopt,
                         .search = suite.load.search,
                         .settings_json = workload_of(suite.kind).settings(suite)});
  }
  return described;
}

void check_programs(const Experiment& experiment, const std::vector<tasks::Suite>& suites,
                    const std::vector<std::string>& only_models) {
  for (const auto& config : experiment.models) {
    if (!core::covers(only_models, config.model.id)) continue;
    for (const auto& suite : suites) workload_of(suite.kind).check_programs(config.model, suite);
  }
  for (const auto& suite : suites) {
    const ModelConfig* baseline = experiment.find_reference(suite.fidelity.baseline);
    if (baseline != nullptr) workload_of(suite.kind).check_programs(baseline->model, suite);
  }
}

core::Manifest make_manifest(const Experiment& experiment, const std::vector<tasks::Suite>& suites,
                             const OnFile& on_file, const std::vector<std::string>& only_models) {
  core::Manifest manifest;
  manifest.experiment = experiment.name;
  manifest.created_at = sys::utc_now();
  manifest.quantladder = core::kVersion;
  manifest.suites = describe_suites(suites);
  manifest.iterations = experiment.iterations;
  manifest.rounds = experiment.rounds;
  manifest.seed = experiment.seed;
  manifest.baseline = experiment.baseline;
  manifest.limits = experiment.limits;
  manifest.config_folder = experiment.folder;
  manifest.measuring_json = measuring_json(experiment);
  const auto describe = [&](const ModelConfig& config, bool may_be_away) -> core::ModelFacts {
    // The file of a model that is not measured now may have moved to another disk, or is still to be made.
    const auto is_away = [](const std::string& file) { return !file.empty() && !is_there(file); };
    const auto& draft = config.model.server.draft;
    if ((is_away(config.model.file) && !config.known && (may_be_away || config.is_to_be_made)) ||
        (draft && is_away(draft->file) && may_be_away))
      return {.model = config.model};
    try {
      return describe_model(manifest.scored_items(), config, on_file);
    } catch (const core::Error& error) {
      throw core::Error(error.kind(),
                        fmt::format("{}: model {}: {}", experiment.source, config.model.id, error.what()));
    }
  };
  for (const auto& config : experiment.models)
    manifest.models.push_back(describe(config, !core::covers(only_models, config.model.id)));
  for (const auto& config : experiment.references) manifest.references.push_back(describe(config, false));
  const auto is_judged = [](const core::SuiteFacts& suite) { return core::row_of(suite.kind).is_judged; };
  if (std::any_of(manifest.suites.begin(), manifest.suites.end(), is_judged))
    manifest.judging = judging_mode(experiment);
  manifest.run_id = fmt::format("{}-{}", experiment.name, store::shared_hash(manifest));
  return manifest;
}

}  // namespace quantladder::bench
