#include "quantladder/app/resume.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "quantladder/bench/prepare.h"
#include "quantladder/core/error.h"

namespace quantladder::app {
namespace {

namespace fs = std::filesystem;

[[noreturn]] void refuse(const std::string& source, const fs::path& folder, const std::vector<std::string>& changes) {
  throw core::Error(
      core::ErrorKind::usage,
      fmt::format("{}: what was measured in {} was set otherwise: {}; undo the change, or start a new run "
                  "with --out DIR",
                  source, folder.string(), fmt::join(changes, "; ")));
}

void refuse_changed_tests(const core::Manifest& before, const core::Manifest& now, const fs::path& folder) {
  for (const auto& task : now.suite.items) {
    for (const auto& old : before.suite.items) {
      if (old.id != task.id || old.tests_sha256 == task.tests_sha256) continue;
      const bool moved = before.suite.path != now.suite.path;
      throw core::Error(core::ErrorKind::usage,
                        fmt::format("{0}: the hidden tests of {1} changed since; judge the stored replies again first: "
                                    "quantladder rescore {0}{2}",
                                    folder.string(), task.id, moved ? " --suite " + now.suite.path : ""));
    }
  }
}

// Records without their manifest: nobody knows what they were measured with.
void refuse_orphans(const fs::path& folder) {
  std::error_code none;
  for (const auto& model : fs::directory_iterator(folder, none)) {
    for (const char* kind : {"records", "pending"}) {
      std::error_code unreadable;
      const fs::directory_iterator files(model.path() / kind, unreadable);
      if (unreadable || files == fs::directory_iterator()) continue;
      throw core::Error(core::ErrorKind::usage,
                        fmt::format("{}: there are records and no manifest.json, so it is not known what they were "
                                    "measured with; put the manifest back, or choose another folder with --out",
                                    folder.string()));
    }
  }
}

// A model whose file was not read this time keeps what is known of it.
void keep_known_files(const core::Manifest& before, core::Manifest& merged) {
  for (auto& entry : merged.models) {
    for (const auto& old : before.models) {
      if (old.model.id == entry.model.id && entry.gguf_sha256.empty() && !entry.gguf && !old.gguf_sha256.empty()) {
        entry = old;
      }
    }
  }
}

// A neighbour that can't be read is nobody's predecessor.
std::optional<core::Manifest> readable_manifest(const fs::path& folder) {
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
  core::Manifest shared;
  shared.suite = bench::describe_suite(suite);
  shared.seed = experiment.seed;
  return fs::path("results") / fmt::format("{}-{}", experiment.name, store::shared_hash(shared));
}

core::Manifest reconcile(const store::RunStore& store, core::Manifest now, const std::string& source) {
  const auto before = store.manifest();
  if (!before) {
    refuse_orphans(store.folder());
    return now;
  }
  auto changes = store::differences(*before, now);
  if (before->experiment != now.experiment) {
    changes.insert(changes.begin(), fmt::format("/name: {} -> {}", before->experiment, now.experiment));
  }
  if (!changes.empty()) refuse(source, store.folder(), changes);
  refuse_changed_tests(*before, now, store.folder());
  core::Manifest merged = std::move(now);
  keep_known_files(*before, merged);
  merged.run_id = before->run_id;
  merged.created_at = before->created_at;
  merged.sessions.insert(merged.sessions.begin(), before->sessions.begin(), before->sessions.end());
  merged.iterations = std::max(merged.iterations, before->iterations);
  for (const auto& old : before->models) {
    const bool still_there = std::any_of(merged.models.begin(), merged.models.end(),
                                         [&](const core::ModelFacts& model) { return model.model.id == old.model.id; });
    if (!still_there) merged.models.push_back(old);
  }
  return merged;
}

void refuse_silent_fork(const fs::path& folder, const core::Manifest& now, const std::string& source) {
  if (fs::exists(folder / "manifest.json") || !fs::is_directory(folder.parent_path())) return;
  for (const auto& sibling : fs::directory_iterator(folder.parent_path())) {
    if (!fs::exists(sibling.path() / "manifest.json")) continue;
    const auto before = readable_manifest(sibling.path());
    // A run that was put here by --out has a name of its own and is nobody's predecessor.
    if (!before || before->experiment != now.experiment || sibling.path().filename() != before->run_id) continue;
    if (const auto changes = store::differences(*before, now); !changes.empty())
      refuse(source, sibling.path(), changes);
  }
}

void refuse_what_run_refuses(const fs::path& folder, const Inputs& inputs, const std::string& out) {
  core::Manifest now = bench::make_manifest(inputs.experiment, inputs.suite, nullptr, inputs.selection.models);
  if (out.empty()) refuse_silent_fork(folder, now, inputs.experiment.source);
  if (!fs::exists(folder / "manifest.json")) {
    refuse_orphans(folder);
  } else {
    reconcile(store::RunStore::open(folder), std::move(now), inputs.experiment.source);
  }
}

}  // namespace quantladder::app
