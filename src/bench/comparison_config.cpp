// The configuration that a bare list of GGUF files stands for.
#include <fmt/format.h>

#include <cctype>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <set>

#include "quantladder/bench/config.h"
#include "quantladder/bench/context.h"
#include "quantladder/core/error.h"
#include "quantladder/gguf/gguf.h"

namespace quantladder::bench {
namespace {

namespace fs = std::filesystem;

constexpr int kMostContext = 16384;

// "Qwen3-8B-Q4_K_M.gguf" -> "Qwen3-8B-Q4_K_M"; characters that no folder should have become '_'.
std::string id_from(const fs::path& file) {
  std::string id = file.stem().string();
  for (char& c : id) {
    const auto byte = static_cast<unsigned char>(c);
    if (!std::isalnum(byte) && c != '.' && c != '_' && c != '-') c = '_';
  }
  constexpr std::size_t kLongest = 80;  // room for a number and for "compare-"
  if (id.size() > kLongest) id.resize(kLongest);
  return id.empty() || id.front() == '.' ? "model" + id : id;
}

std::string distinct(std::string id, std::set<std::string>& taken) {
  const std::string base = id;
  for (int number = 2; !taken.insert(id).second; ++number) id = fmt::format("{}-{}", base, number);
  return id;
}

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
  std::set<std::string> taken;
  nlohmann::ordered_json models = nlohmann::ordered_json::array();
  std::vector<core::Model> compared;
  for (const auto& file : files) {
    const core::GgufFacts facts = gguf::read_gguf(file);
    models.push_back({{"id", distinct(id_from(file), taken)},
                      {"quant", facts.file_type},
                      {"approach", facts.name},
                      {"file", fs::absolute(file).lexically_normal().string()}});
    compared.emplace_back().file = file;
  }
  const DefaultContext context = default_context(compared, kMostContext);
  Experiment experiment = parse_config(config_text(models, context.ctx), "command line");
  if (!context.note.empty())
    experiment.context_note = fmt::format("{}; max_tokens is {}", context.note, context.ctx / 2);
  return experiment;
}

}  // namespace quantladder::bench
