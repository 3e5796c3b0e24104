#include "quantladder/app/run_folder.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "quantladder/bench/prepare.h"
#include "quantladder/core/error.h"
#include "quantladder/store/manifest.h"

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
  for (const auto& suite : now.suites) {
    const core::SuiteFacts* old_suite = before.find_suite(suite.id);
    for (std::size_t i = 0; old_suite != nullptr && i < suite.items.size(); ++i) {
      const core::ItemFacts& task = suite.items[i];
      const bool changed = std::any_of(old_suite->items.begin(), old_suite->items.end(), [&](const auto& old) {
        return old.id == task.id && old.tests_sha256 != task.tests_sha256;
      });
      if (!changed) continue;
      const bool moved = old_suite->path != suite.path;
      throw core::Error(
          core::ErrorKind::usage,
          fmt::format("{0}: the hidden tests of {1} changed since; judge the stored replies again first: "
                      "quantladder rescore {0}{2}",
                      folder.string(), task.id, moved ? fmt::format(" --tests-from {}={}", suite.id, suite.path) : ""));
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
    const core::ModelFacts* old = before.find(entry.model.id);
    if (old != nullptr && entry.gguf_sha256.empty() && !entry.gguf && !old->gguf_sha256.empty()) entry = *old;
  }
}

// Levels of load rise, whenever they were asked for.
void keep_known_items(const core::SuiteFacts& old, core::SuiteFacts& suite) {
  for (const core::ItemFacts& item : old.items) {
    const bool is_there =
        std::any_of(suite.items.begin(), suite.items.end(), [&](const auto& each) { return each.id == item.id; });
    if (!is_there) suite.items.push_back(item);
  }
  std::stable_sort(suite.items.begin(), suite.items.end(), [](const auto& a, const auto& b) {
    const auto x = core::parse_load_item(a.id);
    const auto y = core::parse_load_item(b.id);
    return x && y && *x < *y;
  });
}

void keep_known_suites(const core::Manifest& before, core::Manifest& merged) {
  for (const core::SuiteFacts& old : before.suites) {
    const auto now = std::find_if(merged.suites.begin(), merged.suites.end(),
                                  [&](const core::SuiteFacts& suite) { return suite.id == old.id; });
    if (now == merged.suites.end()) {
      merged.suites.push_back(old);
      continue;
    }
    if (now->iterations && old.iterations) now->iterations = std::max(*now->iterations, *old.iterations);
    if (core::row_of(old.kind).grows) keep_known_items(old, *now);
  }
  // What they need was found once, and a prompt with its version was sent.
  store::keep_known_prompts(before, merged);
  merged.runtimes.insert(before.runtimes.begin(), before.runtimes.end());
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

fs::path run_folder(const bench::Experiment& experiment, const std::vector<tasks::Suite>& suites,
                    const std::string& out) {
  if (!out.empty()) {
    const fs::path folder = fs::path(out).lexically_normal();
    return folder.filename().empty() ? folder.parent_path() : folder;  // "DIR/" is DIR
  }
  core::Manifest shared;
  shared.suites = bench::describe_suites(suites);
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
  if (before->schema == 1 && now.suites.size() > 1) {
    throw core::Error(core::ErrorKind::usage,
                      fmt::format("{}: an older quantladder began this run, which can hold one suite; start a new run "
                                  "with --out DIR",
                                  store.folder().string()));
  }
  refuse_changed_tests(*before, now, store.folder());
  core::Manifest merged = std::move(now);
  keep_known_files(*before, merged);
  merged.run_id = before->run_id;
  merged.created_at = before->created_at;
  merged.sessions.insert(merged.sessions.begin(), before->sessions.begin(), before->sessions.end());
  merged.iterations = std::max(merged.iterations, before->iterations);
  merged.schema = before->schema;
  keep_known_suites(*before, merged);
  for (const auto& old : before->models) {
    if (merged.find(old.model.id) == nullptr) merged.models.push_back(old);
  }
  return merged;
}

void extend_suites(const std::vector<core::SuiteFacts>& now, core::Manifest& manifest) {
  const core::Manifest before = manifest;
  manifest.suites = now;
  keep_known_suites(before, manifest);
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
  // Nobody looked for the versions that prompts will name: those prompts are not compared.
  std::vector<tasks::Suite> suites = inputs.suites;
  for (tasks::Suite& suite : suites) suite = tasks::with_versions(std::move(suite), {});
  core::Manifest now = bench::make_manifest(inputs.experiment, suites, nullptr, inputs.selection.models);
  if (out.empty()) refuse_silent_fork(folder, now, inputs.experiment.source);
  if (!fs::exists(folder / "manifest.json")) {
    refuse_orphans(folder);
  } else {
    reconcile(store::RunStore::open(folder), std::move(now), inputs.experiment.source);
  }
}

}  // namespace quantladder::app
