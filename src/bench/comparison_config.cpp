// The configuration that a bare list of GGUF files stands for.
#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "bench/choose_config.h"
#include "quantladder/bench/config.h"
#include "quantladder/bench/context.h"

namespace quantladder::bench {
namespace {

constexpr int kMostContext = 16384;

// max_tokens is half of the context: the other half is the prompt's.
std::string config_text(const nlohmann::ordered_json& models, int ctx) {
  const nlohmann::ordered_json config{
      {"name", "compare-" + models.front().at("id").get<std::string>()},  // its own folder per baseline
      {"suite", "ladder"},
      {"iterations", 15},
      {"rounds", 5},
      {"seed", 1},
      {"baseline", models.front().at("id")},
      {"server", {{"ctx", ctx}, {"parallel", 1}}},
      {"sampling", {{"profile", "instruct"}, {"thinking", "unset"}, {"max_tokens", ctx / 2}}},
      {"models", models}};
  return config.dump(2) + "\n";
}

}  // namespace

Experiment make_comparison(const std::vector<std::string>& files) {
  const nlohmann::ordered_json models = models_of_files(files);
  std::vector<core::Model> compared;
  for (const auto& file : files) compared.emplace_back().file = file;
  const DefaultContext context = default_context(compared, kMostContext);
  Experiment experiment = parse_config(config_text(models, context.ctx), "command line");
  if (!context.note.empty())
    experiment.context_note = fmt::format("{}; max_tokens is {}", context.note, context.ctx / 2);
  return experiment;
}

}  // namespace quantladder::bench
