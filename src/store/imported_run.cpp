#include <fmt/format.h>

#include <cctype>
#include <map>
#include <set>

#include "quantladder/core/error.h"
#include "quantladder/core/version.h"
#include "quantladder/store/score_table.h"
#include "quantladder/sys/files.h"

namespace quantladder::store {
namespace {

// Names -> ids; throws when two names become one id.
std::map<std::string, std::string> make_ids(const std::vector<std::string>& names, const std::string& source,
                                            ImportedNames kind) {
  std::map<std::string, std::string> ids;
  if (kind == ImportedNames::as_they_are) {
    for (const std::string& name : names) ids[name] = name;
    return ids;
  }
  std::map<std::string, std::string> taken;
  for (const std::string& name : names) {
    const std::string id = as_id(name);
    const auto [other, is_new] = taken.try_emplace(id, name);
    if (!is_new) {
      throw core::Error(core::ErrorKind::usage,
                        fmt::format("{}: \"{}\" and \"{}\" would both be called \"{}\": rename one", source,
                                    other->second, name, id));
    }
    ids[name] = id;
  }
  return ids;
}

int iterations_of(const ScoreTable& table) {
  std::set<int> numbers;  // which need not begin with 1
  for (const auto& score : table.scores) numbers.insert(score.iteration);
  for (const auto& record : table.records) numbers.insert(record.cell.iteration);
  return static_cast<int>(numbers.size());
}

core::Manifest make_manifest(const ScoreTable& table, const std::string& run_id, const std::string& experiment) {
  core::Manifest manifest;
  manifest.run_id = run_id;
  manifest.experiment = experiment;
  manifest.created_at = sys::utc_now();
  manifest.quantladder = core::kVersion;
  manifest.suites.push_back({.id = kImportedSuite});
  manifest.iterations = iterations_of(table);
  manifest.imported = core::ImportedFrom{.source = table.source.substr(table.source.find_last_of('/') + 1),
                                         .sha256 = table.sha256,
                                         .full_score = table.full_score,
                                         .iteration_labels = table.iteration_labels};
  return manifest;
}

}  // namespace

std::string as_id(const std::string& name) {
  std::string id = name;
  bool foreign = false;
  for (char& c : id) {
    foreign = foreign || static_cast<unsigned char>(c) >= 0x80;
    const bool plain = std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '.' || c == '_' || c == '-';
    if (!plain) c = '-';
  }
  if (foreign) id += "-" + sys::sha256_hex(name).substr(0, 6);
  // "..", and names that the store passes over, must not become folders.
  if (id.starts_with('.')) id.front() = '-';
  return id;
}

ImportedRun make_imported_run(ScoreTable table, const std::string& run_id, const std::string& experiment,
                              ImportedNames names) {
  ImportedRun run{make_manifest(table, run_id, experiment), {}, {}};
  std::vector<std::string> task_names;
  for (const auto& task : table.tasks) task_names.push_back(task.id);
  auto models = make_ids(table.models, table.source, names);
  auto tasks = make_ids(task_names, table.source, names);
  for (const std::string& name : table.models) {
    core::ModelFacts entry;
    entry.model.id = models[name];
    run.manifest.models.push_back(std::move(entry));
  }
  for (core::ItemFacts& task : table.tasks) {
    task.title = task.id == tasks[task.id] ? "" : task.id;
    task.id = tasks[task.id];
    run.manifest.suites.front().items.push_back(std::move(task));
  }
  run.scores = std::move(table.scores);
  for (core::GivenScore& score : run.scores) score.model = models[score.model];
  run.records = std::move(table.records);
  for (core::Record& record : run.records) {
    record.cell.model = models[record.cell.model];
    record.cell.item = tasks[record.cell.item];
  }
  return run;
}

}  // namespace quantladder::store
