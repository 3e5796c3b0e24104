#include "quantladder/store/load_import.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>
#include <set>

#include "load_file.h"
#include "quantladder/core/error.h"
#include "quantladder/core/lists.h"
#include "quantladder/core/version.h"
#include "quantladder/sys/files.h"

namespace quantladder::store {
namespace {

using VramByModel = std::map<std::string, double>;

// The hash of all that decides the records: the files in their order, and what the user states.
std::string hash_of(const std::vector<LoadFile>& files, const VramByModel& vram_mb) {
  if (files.size() == 1 && vram_mb.empty()) return sys::sha256_hex(files.front().text);
  std::string all;
  for (const LoadFile& file : files) all += sys::sha256_hex(file.text) + "\n";
  for (const auto& [model, mb] : vram_mb) all += fmt::format("{}={}\n", model, mb);
  return sys::sha256_hex(all);
}

void refuse_doubles(const std::vector<LoadedModel>& models) {
  std::map<std::string, const LoadedModel*> known;
  for (const LoadedModel& model : models) {
    const auto [other, is_new] = known.try_emplace(as_id(model.name), &model);
    if (is_new) continue;
    throw core::Error(core::ErrorKind::usage,
                      fmt::format("{}: /model: {} has the model \"{}\" already; give each model one file", model.file,
                                  other->second->file, other->second->name));
  }
}

void refuse_unknown(const VramByModel& vram_mb, const std::vector<LoadedModel>& models) {
  std::set<std::string> names;
  std::string known;
  for (const LoadedModel& model : models) {
    names.insert(model.name);
    core::add_part(known, fmt::format("\"{}\"", model.name));
  }
  for (const auto& [name, mb] : vram_mb) {
    if (!names.contains(name))
      throw core::Error(core::ErrorKind::usage,
                        fmt::format("--vram: no file has a model \"{}\"; the models are {}", name, known));
  }
}

core::Record make_record(const std::string& model, const core::Episode& episode, const std::optional<double>& mb) {
  core::Record record;
  record.cell = {model, kImportedSuite, core::to_string(episode.item), 1};
  record.reason_for_attempt.why = core::Why::imported;
  record.quantladder = core::kVersion;
  if (mb) {
    record.memory.source = core::MemorySource::stated;
    record.memory.peak_bytes = static_cast<std::uint64_t>(std::llround(*mb * 1e6));
  }
  record.payload = episode;
  return record;
}

core::SuiteFacts make_suite(const std::vector<LoadedModel>& models) {
  core::SuiteFacts suite{.id = kImportedSuite, .kind = core::SuiteKind::load};
  std::set<int> levels;
  nlohmann::json hardware;
  for (const LoadedModel& model : models) {
    for (const core::Episode& episode : model.episodes) levels.insert(episode.item.level);
    hardware[as_id(model.name)] = model.hardware;
  }
  for (const int level : levels)
    suite.items.push_back({.id = core::to_string(core::LoadItem{core::LoadMode::once, level})});
  suite.settings_json = nlohmann::json{{"hardware", hardware}}.dump();
  return suite;
}

}  // namespace

ImportedRun make_imported_load(const std::vector<LoadFile>& files, const std::map<std::string, double>& vram_mb,
                               const std::string& experiment) {
  std::vector<LoadedModel> models;
  for (const LoadFile& file : files) models.push_back(parse_load_file(file));
  refuse_doubles(models);
  refuse_unknown(vram_mb, models);
  ImportedRun run;
  run.manifest.experiment = experiment;
  run.manifest.created_at = sys::utc_now();
  run.manifest.quantladder = core::kVersion;
  run.manifest.suites.push_back(make_suite(models));
  run.manifest.iterations = 1;
  core::ImportedFrom from{.sha256 = hash_of(files, vram_mb)};
  for (const LoadedModel& model : models) {
    core::add_part(from.source, model.file.substr(model.file.find_last_of('/') + 1));
    from.contradictions.insert(from.contradictions.end(), model.contradictions.begin(), model.contradictions.end());
    const std::string id = as_id(model.name);
    run.manifest.models.emplace_back().model.id = id;
    const auto stated = vram_mb.find(model.name);
    for (const core::Episode& episode : model.episodes)
      run.records.push_back(
          make_record(id, episode, stated == vram_mb.end() ? std::nullopt : std::optional(stated->second)));
  }
  run.manifest.imported = std::move(from);
  return run;
}

}  // namespace quantladder::store
