#include <fmt/format.h>

#include <algorithm>

#include "document_sections.h"
#include "summarise.h"
#include "text.h"

namespace quantladder::report {
namespace {

constexpr std::size_t kMostRequests = 6;

std::string short_hash(const std::string& hash) { return hash.substr(0, 12); }

std::string suite_text(const core::SuiteFacts& suite) {
  std::string text = suite.id + (suite.version.empty() ? "" : " " + suite.version);
  if (suite.items.empty()) return text;
  if (!suite.title.empty()) text += fmt::format(" ({})", suite.title);
  const auto& kind = core::row_of(suite.kind);
  text += ": " + count_of(suite.items.size(), std::string(kind.item));
  if (kind.has_points) text += fmt::format(", {} points", to_points(suite.points()));
  if (suite.iterations) text += ", " + count_of(*suite.iterations, "iteration") + " of each model";
  if (suite.rounds)
    text += " in " + count_of(std::min(*suite.rounds, suite.iterations.value_or(*suite.rounds)), "round");
  if (!suite.prompts_sha256.empty()) text += ", prompts " + short_hash(suite.prompts_sha256);
  if (!suite.tests_sha256.empty()) text += ", tests " + short_hash(suite.tests_sha256);
  return text;
}

std::string machine_text(const core::HostFacts& host) {
  std::string text = os_text(host);
  for (const std::string& part : {host.cpu, cores_text(host), memory_text(host)}) add_part(text, part);
  return text;
}

std::string gpu_text(const core::HostFacts& host) {
  if (host.gpus.empty()) return "none found";
  const std::string driver = driver_text(host);
  return driver.empty() ? gpus_text(host) : gpus_text(host) + ", driver " + driver;
}

std::string_view words_for(core::JudgingMode mode) {
  switch (mode) {
    case core::JudgingMode::overlapping:
      return "while the next cell was generating";
    case core::JudgingMode::between:
      return "between generations, never at the same time";
    case core::JudgingMode::by_model:
      return core::to_id(mode);
  }
  return "";
}

std::string judging_text(const Summary& summary) {
  const core::Manifest& run = summary.manifest;
  std::string text = fmt::format("sandbox {}", run.sandbox_tier ? core::to_id(*run.sandbox_tier) : "unknown");
  if (summary.unsafe_no_sandbox) text = "NO SANDBOX (--unsafe-no-sandbox)";
  if (!run.sandbox_detail.empty()) text += " (" + run.sandbox_detail + ")";
  if (!run.python_version.empty()) text += ", Python " + run.python_version;
  if (run.judging) text += fmt::format("; judged {}", words_for(*run.judging));
  return text;
}

std::string iterations_text(const core::Manifest& run) {
  return run.imported ? fmt::format("at most {} of a model", run.iterations)
                      : fmt::format("{} of each model, in {}", run.iterations, count_of(run.rounds, "round"));
}

std::string source_of(const core::Model& model) {
  if (!model.served_model.empty()) return model.served_model + " at " + model.endpoint;
  if (!model.endpoint.empty()) return model.endpoint;
  if (!model.hf.empty()) return "hf " + model.hf;
  return model.file.substr(model.file.find_last_of('/') + 1);
}

Value parameters_of(const core::ModelFacts& model) {
  if (!model.parameters()) return {};
  const auto n = static_cast<double>(*model.parameters());
  return {n, {}, n >= 1e9 ? fmt::format("{:.2f} B", n / 1e9) : fmt::format("{:.0f} M", n / 1e6)};
}

// Returns what the configuration says; where it is silent, what the file is made of.
std::string approach_of(const core::ModelFacts& model) {
  const bool known = model.gguf && model.gguf->anatomy;
  return model.model.approach.empty() && known ? model.gguf->anatomy->in_words() : model.model.approach;
}

}  // namespace

Section setup_section(const Summary& summary) {
  const core::Manifest& run = summary.manifest;
  const bool measured = !run.imported;
  Table table{{{"Setting"}, {"Value", Form::prose}}, {}};
  const auto add = [&](const std::string& name, const std::string& value) {
    if (!value.empty()) table.rows.push_back({name, value});
  };
  add("Run", run.run_id);
  add("Started", run.created_at);
  for (const core::SuiteFacts& suite : run.suites) add("Suite", suite_text(suite));
  const auto keeps_pace = [](const core::SuiteFacts& suite) { return !core::row_of(suite.kind).has_own_pace; };
  if (!measured || std::any_of(run.suites.begin(), run.suites.end(), keeps_pace))
    add("Iterations", iterations_text(run));
  add("Baseline", run.baseline);
  add("Machine", machine_text(run.host()));
  if (measured) add("GPU", gpu_text(run.host()));
  for (const std::string& server : summary.servers) add("llama-server", server);
  for (std::size_t i = 0; i < std::min(summary.requests.size(), kMostRequests); ++i) {
    add("Requests", describe_request_shortly(summary.requests[i]));
  }
  if (summary.requests.size() > kMostRequests) {
    add("Requests", fmt::format("... and {} more kinds: see summary.json", summary.requests.size() - kMostRequests));
  }
  if (run.judging) add("Judging", judging_text(summary));
  add("quantladder", run.quantladder);

  return {"Setup", {table}};
}

Section models_section(const Summary& summary) {
  if (summary.manifest.imported.has_value()) return {"Models", {}};  // a table knows no more than their names
  Table table{{{"Model"},
               {"Provider"},
               {"Quant"},
               {"Approach", Form::prose},
               {"Parameters", Form::count},
               {"Architecture"},
               {"Source", Form::prose}},
              {}};
  for (const ModelSummary& summarised : summary.models) {
    const core::ModelFacts& facts = summarised.facts;
    const core::Model& model = facts.model;
    table.rows.push_back({model.id, model.provider, model.quant, approach_of(facts), parameters_of(facts),
                          facts.gguf ? facts.gguf->architecture : "", source_of(model)});
  }
  return {"Models", {table}};
}

}  // namespace quantladder::report
