#include "circumstances.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <array>
#include <nlohmann/json.hpp>

#include "quantladder/report/report.h"
#include "summarise.h"
#include "text.h"

namespace quantladder::report {
namespace {

constexpr std::size_t kShownDigits = 12;

std::string hash_begin(const std::string& hash) { return hash.substr(0, kShownDigits); }

template <class TextOf>
std::string of_scored_suites(const CellTable& table, TextOf text_of) {
  std::string text;
  for (const core::SuiteFacts& suite : table.data().manifest.scored_suites()) add_part(text, text_of(suite));
  return text;
}

std::string suites_used(const CellTable& table, const ModelSummary&) {
  return of_scored_suites(table, [](const core::SuiteFacts& suite) { return suite.qualified_id(); });
}

std::string prompts_used(const CellTable& table, const ModelSummary&) {
  return of_scored_suites(table, [](const core::SuiteFacts& suite) { return hash_begin(suite.prompts_sha256); });
}

std::string tests_used(const CellTable& table, const ModelSummary&) {
  return of_scored_suites(table, [](const core::SuiteFacts& suite) { return hash_begin(suite.tests_sha256); });
}

std::string tasks_used(const CellTable& table, const ModelSummary&) {
  std::string text;
  for (const core::RunItem& task : table.scored_items()) {
    add_part(text, fmt::format("{} ({})", task.name, to_points(task.points)));
  }
  return text;
}

std::string sampling_used(const CellTable&, const ModelSummary& model) {
  std::vector<std::string> lines;
  for (const auto& [task, request] : model.facts.requests) add_once(lines, describe_request(request));
  return fmt::format("{}", fmt::join(lines, "; "));
}

std::string file_served(const CellTable&, const ModelSummary& model) {
  const core::Model& served = model.facts.model;
  return model.facts.gguf_sha256.empty() && served.hf.empty() ? served.served_model
                                                              : hash_begin(model.facts.gguf_sha256);
}

std::string repository_served(const CellTable&, const ModelSummary& model) { return model.facts.model.hf; }

std::string template_used(const CellTable&, const ModelSummary& model) {
  return hash_begin(model.facts.used_template_sha256());
}

std::string draft_used(const CellTable&, const ModelSummary& model) {
  const auto& draft = model.facts.model.server.draft;
  if (!draft) return "none";
  return fmt::format("{} {}", core::to_id(draft->type), hash_begin(model.facts.draft_sha256));
}

// Those that decide what the server computes, and how fast.
std::string server_settings(const CellTable& table, const ModelSummary& model) {
  if (table.data().manifest.imported) return "";
  const core::ServerSettings& server = model.facts.model.server;
  std::string text = fmt::format("ctx {}, parallel {}", server.ctx, server.parallel);
  const int in_flight = model.facts.model.most_in_flight();
  if (in_flight != server.parallel) add_part(text, fmt::format("in_flight {}", in_flight));
  const auto add = [&](const char* name, const auto& value) {
    if (value) add_part(text, fmt::format("{} {}", name, *value));
  };
  add("gpu_layers", server.gpu_layers);
  add("flash_attention", server.flash_attention);
  add("cache_type_k", server.cache_type_k);
  add("cache_type_v", server.cache_type_v);
  add("threads", server.threads);
  add_part(text, fmt::format("{}", fmt::join(server.extra_args, " ")));
  return text;
}

std::string probe_settings(const CellTable& table, const ModelSummary&) {
  const std::string& measuring = table.data().manifest.measuring_json;
  if (measuring.empty()) return "";
  const auto json = nlohmann::json::parse(measuring, nullptr, false);
  return json.is_object() && json.contains("probe") ? json["probe"].dump() : "";
}

std::string machine_used(const CellTable& table, const ModelSummary&) {
  const core::HostFacts& host = table.data().manifest.host();
  std::string text = host.cpu;
  add_part(text, gpus_text(host));
  return text;
}

std::string memory_source(const CellTable&, const ModelSummary& model) {
  return model.memory.source ? std::string(core::to_id(*model.memory.source)) : "";
}

std::string server_build(const CellTable& table, const ModelSummary& model) {
  std::vector<std::string> builds;
  for (const core::ServerStart* start : starts_of(table.data(), model.id())) {
    std::string build = start->version;
    add_part(build, start->build_info);
    if (!start->binary_sha256.empty()) add_part(build, "binary " + hash_begin(start->binary_sha256));
    if (!build.empty()) add_once(builds, build);
  }
  return fmt::format("{}", fmt::join(builds, "; "));
}

std::string driver_used(const CellTable& table, const ModelSummary&) {
  return driver_text(table.data().manifest.host());
}

std::string system_used(const CellTable& table, const ModelSummary&) { return os_text(table.data().manifest.host()); }

std::string runtimes_used(const CellTable& table, const ModelSummary&) {
  const core::Manifest& run = table.data().manifest;
  std::string text = run.python_version.empty() ? "" : "python " + run.python_version;
  for (const auto& [name, version] : run.runtimes) add_part(text, fmt::format("{} {}", name, version));
  return text;
}

std::string program_used(const CellTable& table, const ModelSummary&) { return table.data().manifest.quantladder; }

constexpr bool kCuts = true;

// clang-format off
constexpr std::array<Circumstance, 18> kCircumstances{{
    {"suite", kCuts, suites_used},
    {"prompts", kCuts, prompts_used},
    {"tests", kCuts, tests_used},
    {"tasks (points)", kCuts, tasks_used},
    {"sampling", kCuts, sampling_used},
    {"model file", kCuts, file_served},
    {"repository", kCuts, repository_served},
    {"chat template", kCuts, template_used},
    {"draft", kCuts, draft_used},
    {"server settings", kCuts, server_settings},
    {"speed probe", kCuts, probe_settings},
    {"machine", kCuts, machine_used},
    {"memory is read from", kCuts, memory_source},
    {"llama-server", !kCuts, server_build},
    {"GPU driver", !kCuts, driver_used},
    {"system", !kCuts, system_used},
    {"runtimes of the tests", !kCuts, runtimes_used},
    {"quantladder", !kCuts, program_used},
}};
// clang-format on

}  // namespace

std::span<const Circumstance> circumstances() { return kCircumstances; }

std::vector<std::string> circumstances_of(const CellTable& table, const ModelSummary& model) {
  std::vector<std::string> texts;
  for (const Circumstance& each : circumstances()) texts.push_back(to_line(each.text(table, model)));
  return texts;
}

std::vector<std::string> differing(const std::vector<std::string>& before, const std::vector<std::string>& now,
                                   bool cuts) {
  std::vector<std::string> lines;
  for (std::size_t i = 0; i < circumstances().size(); ++i) {
    if (cuts && !circumstances()[i].cuts) continue;
    if (before[i].empty() || now[i].empty() || before[i] == now[i]) continue;
    lines.push_back(fmt::format("{}: {} -> {}", circumstances()[i].name, before[i], now[i]));
  }
  return lines;
}

}  // namespace quantladder::report
