#include "cli/run_folder.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "quantladder/core/error.h"

namespace quantladder::cli {
namespace {

namespace fs = std::filesystem;

[[noreturn]] void refuse(const std::string& source, const fs::path& folder, const std::vector<std::string>& changes) {
  throw core::Error(
      core::ErrorKind::usage,
      fmt::format("{}: what was measured in {} was set otherwise: {}; undo the change, or start a new run "
                  "with another name or with --out DIR",
                  source, folder.string(), fmt::join(changes, "; ")));
}

void refuse_changed_tests(const store::Manifest& before, const store::Manifest& now, const fs::path& folder) {
  for (const auto& task : now.tasks) {
    for (const auto& old : before.tasks) {
      if (old.id != task.id || old.tests_sha256 == task.tests_sha256) continue;
      throw core::Error(core::ErrorKind::usage,
                        fmt::format("{}: the hidden tests of {} changed since; judge the stored replies again first: "
                                    "quantladder rescore {}",
                                    folder.string(), task.id, folder.string()));
    }
  }
}

// A neighbour that can't be read is nobody's predecessor.
std::optional<store::Manifest> readable_manifest(const fs::path& folder) {
  try {
    return store::RunStore::open(folder).manifest();
  } catch (const core::Error&) {
    return std::nullopt;
  }
}

}  // namespace

fs::path run_folder(const bench::Experiment& experiment, const tasks::Suite& suite, const std::string& out) {
  if (!out.empty()) {
    const fs::path folder = fs::path(out).lexically_normal();
    return folder.filename().empty() ? folder.parent_path() : folder;  // "DIR/" is DIR
  }
  store::Manifest shared;
  shared.suite = suite.id;
  shared.seed = experiment.seed;
  for (const auto& task : suite.tasks)
    shared.tasks.push_back({task.id, task.title, task.points, task.prompt_sha256, "", "", {}, {}});
  return fs::path("results") / fmt::format("{}-{}", experiment.name, store::shared_hash(shared));
}

store::Manifest reconcile(const store::RunStore& store, store::Manifest now, const std::string& source) {
  const auto before = store.manifest();
  if (!before) return now;
  if (const auto changes = differences(*before, now); !changes.empty()) refuse(source, store.folder(), changes);
  refuse_changed_tests(*before, now, store.folder());
  store::Manifest merged = std::move(now);
  merged.run_id = before->run_id;
  merged.created_at = before->created_at;
  merged.sessions.insert(merged.sessions.begin(), before->sessions.begin(), before->sessions.end());
  merged.iterations = std::max(merged.iterations, before->iterations);
  for (const auto& old : before->models) {
    const bool still_there =
        std::any_of(merged.models.begin(), merged.models.end(),
                    [&](const store::ManifestModel& model) { return model.model.id == old.model.id; });
    if (!still_there) merged.models.push_back(old);
  }
  return merged;
}

void refuse_silent_fork(const fs::path& folder, const store::Manifest& now, const std::string& source) {
  if (fs::exists(folder / "manifest.json") || !fs::is_directory(folder.parent_path())) return;
  for (const auto& sibling : fs::directory_iterator(folder.parent_path())) {
    if (!fs::exists(sibling.path() / "manifest.json")) continue;
    const auto before = readable_manifest(sibling.path());
    // A run that was put here by --out has a name of its own and is nobody's predecessor.
    if (!before || before->experiment != now.experiment || sibling.path().filename() != before->run_id) continue;
    if (const auto changes = differences(*before, now); !changes.empty()) refuse(source, sibling.path(), changes);
  }
}

}  // namespace quantladder::cli
