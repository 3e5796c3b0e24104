#include "cli/memory_table.h"

#include <fmt/format.h>

#include "quantladder/bench/context.h"
#include "quantladder/bench/prepare.h"
#include "quantladder/report/table.h"

namespace quantladder::cli {
namespace {

std::string size(std::uint64_t bytes) { return report::to_text(report::Value(bytes), report::Form::size); }

nlohmann::ordered_json or_null(const std::string& text) {
  return text.empty() ? nlohmann::ordered_json(nullptr) : nlohmann::ordered_json(text);
}

}  // namespace

std::vector<PlannedMemory> plan_memory(const bench::Experiment& experiment) {
  std::vector<PlannedMemory> models;
  for (const auto& config : experiment.models) {
    if (config.model.file.empty() || !bench::is_there(config.model.file)) continue;
    const core::ModelFacts facts = bench::describe_without_hash(config);
    models.push_back({config.model.id, core::predict_need(facts), core::least_vram(*facts.gguf, config.model.server)});
  }
  return models;
}

void print_memory(const std::vector<PlannedMemory>& models) {
  if (models.empty()) return;
  fmt::print("\n{:<32} {:>12} {:>12} {:>12}\n", "predicted memory", "weights", "KV cache", "sum");
  for (const PlannedMemory& each : models) {
    const auto& cache = each.need.kv_cache_bytes;
    const std::string why = cache ? "" : "  KV cache not predicted: " + each.need.no_cache_reason;
    fmt::print("{:<32} {:>12} {:>12} {:>12}{}\n", each.model, size(each.need.weights_bytes), cache ? size(*cache) : "-",
               cache ? size(each.need.sum()) : "-", why);
  }
  fmt::print("Compute buffers come on top of it: the first start of a model tells them.\n");
}

nlohmann::ordered_json memory_json(const std::vector<PlannedMemory>& models) {
  nlohmann::ordered_json json = nlohmann::ordered_json::array();
  for (const PlannedMemory& each : models) {
    nlohmann::ordered_json row{{"model", each.model}, {"weights_bytes", each.need.weights_bytes}};
    row["kv_cache_bytes"] =
        each.need.kv_cache_bytes ? nlohmann::ordered_json(*each.need.kv_cache_bytes) : nlohmann::ordered_json(nullptr);
    row["no_cache_reason"] = or_null(each.need.no_cache_reason);
    row["least_vram_bytes"] =
        each.vram.not_known.empty() ? nlohmann::ordered_json(each.vram.bytes) : nlohmann::ordered_json(nullptr);
    row["vram_not_known"] = or_null(each.vram.not_known);
    json.push_back(std::move(row));
  }
  return json;
}

}  // namespace quantladder::cli
