#include "bench/sweep_config.h"

#include <fmt/format.h>

#include "bench/config_values.h"
#include "quantladder/sweep/recipes.h"
#include "quantladder/sys/host.h"
#include "quantladder/tasks/suite.h"

namespace quantladder::bench {
namespace {

using sys::CheckedObject;

std::optional<std::uint64_t> bytes_of_gib(CheckedObject& sweep, const char* key) {
  constexpr double kGib = 1024.0 * 1024 * 1024;
  if (!sweep.has(key)) return std::nullopt;
  return static_cast<std::uint64_t>(positive(sweep, key, 0) * kGib);
}

std::string named_file(CheckedObject& sweep, const char* key, const std::string& name,
                       const std::filesystem::path& folder) {
  std::string file = resolved_path(sweep, key, name, folder);
  if (!is_file(file)) sweep.fail(key, file + ": no such file");
  return file;
}

// A file, or what one is made of.
void read_imatrix(CheckedObject& sweep, core::SweepSettings& settings, const std::filesystem::path& folder) {
  const nlohmann::json* given = sweep.find("imatrix");
  if (given == nullptr) return;
  if (!given->is_object()) {
    settings.imatrix = named_file(sweep, "imatrix", sweep.string("imatrix"), folder);
    return;
  }
  CheckedObject object = sweep.object("imatrix");
  core::ImatrixText& made = settings.imatrix_text.emplace();
  made.text = named_file(object, "text", object.string("text"), folder);
  if (object.has("chunks")) made.chunks = ranged_int(object, "chunks", 1, 1, tasks::kMostFidelityChunks);
  made.ctx = ranged_int(object, "ctx", made.ctx, tasks::kLeastFidelityContext, tasks::kMostFidelityContext);
  object.finish();
}

}  // namespace

core::SweepSettings read_sweep(CheckedObject& sweep, const core::ServerSettings& server,
                               const std::filesystem::path& folder) {
  core::SweepSettings settings{.source_id = optional_text(sweep, "id").value_or("source"), .server = server};
  check_id(sweep, "id", settings.source_id);
  settings.made_from = optional_text(sweep, "made_from").value_or("");
  settings.source = named_file(sweep, "from", sweep.string("from"), folder);
  const auto recipes = optional_text(sweep, "recipes");
  settings.recipes_file = recipes ? named_file(sweep, "recipes", *recipes, folder) : sweep::default_recipes().string();
  settings.recipes = sweep::read_recipes(settings.recipes_file);
  read_imatrix(sweep, settings, folder);
  settings.allow_requantize = sweep.optional_boolean("allow_requantize").value_or(false);
  settings.most_bytes = bytes_of_gib(sweep, "max_size_gib");
  settings.budget_bytes = bytes_of_gib(sweep, "budget_gib");
  settings.keep = sweep.optional_id<core::Keep>("keep").value_or(core::Keep::all);
  settings.threads = server.threads.value_or(sys::read_host_facts().cores);
  sweep.finish();
  return settings;
}

nlohmann::json candidates_as_models(const core::SweepSettings& sweep) {
  nlohmann::json models = nlohmann::json::array();
  for (const core::Recipe& recipe : sweep.recipes) {
    std::string approach = sweep::in_words(recipe);
    if (sweep.allow_requantize) approach += ", requantized";
    models.push_back({{"id", recipe.id}, {"quant", recipe.type}, {"approach", approach}, {"file", sweep.source}});
  }
  return models;
}

nlohmann::json source_as_reference(const core::SweepSettings& sweep) {
  nlohmann::json reference{{"id", sweep.source_id}, {"file", sweep.source}};
  if (!sweep.made_from.empty()) reference["made_from"] = sweep.made_from;
  return reference;
}

}  // namespace quantladder::bench
