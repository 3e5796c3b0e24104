#include "quantladder/store/run_store.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <tuple>

#include "quantladder/core/error.h"
#include "quantladder/core/names.h"
#include "quantladder/store/json.h"
#include "store/artifact_files.h"
#include "store/record_files.h"

namespace quantladder::store {
namespace {

// Returns the value that the file holds; nullopt where there is no such file.
template <class T>
std::optional<T> read_if_exists(const fs::path& path) {
  const auto text = sys::read_file_if_exists(path);
  return text ? std::optional(parse_json<T>(*text, path.string())) : std::nullopt;
}

// Returns the values of these files, in their order.
template <class T>
std::vector<T> read_all(const std::vector<fs::path>& files) {
  std::vector<T> values;
  for (const fs::path& file : files) values.push_back(parse_json<T>(sys::read_file(file), file.string()));
  return values;
}

// A crash between commit and removal leaves a pending file behind a finished record.
void remove_judged(const fs::path& run) {
  for (const auto& model : fs::directory_iterator(run)) {
    const fs::path waiting = model.path() / "pending";
    if (!fs::is_directory(waiting)) continue;
    std::vector<fs::path> files;
    add_json_files(waiting, files);
    for (const fs::path& file : files) {
      std::error_code ignored;  // pending() passes over what stays
      if (fs::exists(model.path() / "records" / file.lexically_relative(waiting))) fs::remove(file, ignored);
    }
  }
}

}  // namespace

RunStore::RunStore(fs::path folder, std::optional<sys::FileLock> lock)
    : folder_(std::move(folder)), lock_(std::move(lock)) {}

RunStore RunStore::open(const fs::path& folder) {
  if (!fs::exists(folder / "manifest.json")) {
    throw core::Error(core::ErrorKind::usage, folder.string() + ": not a run (there is no manifest.json in it)");
  }
  return RunStore(folder, std::nullopt);
}

RunStore RunStore::open_for_writing(const fs::path& folder, Access access) {
  std::error_code error;
  fs::create_directories(folder, error);
  if (error) {
    throw core::Error(
        core::ErrorKind::environment,
        fmt::format("{}: can't be made ({}); choose another folder with --out", folder.string(), error.message()));
  }
  using Kind = sys::FileLock::Kind;
  auto lock = sys::FileLock::acquire(folder / "run.lock", access == Access::alone ? Kind::alone : Kind::shared);
  if (!lock) {
    throw core::Error(core::ErrorKind::environment,
                      folder.string() + ": another quantladder is working in this folder; wait for it, or use --out");
  }
  remove_judged(folder);
  return RunStore(folder, std::move(lock));
}

bool RunStore::claim(const std::string& model, int round) {
  if (claims_.contains({model, round})) return true;
  auto lock = sys::FileLock::acquire(folder_ / model / fmt::format("round_{:02}.lock", round));
  if (lock) claims_.emplace(std::pair(model, round), std::move(*lock));
  return lock.has_value();
}

std::optional<core::Manifest> RunStore::manifest() const {
  auto manifest = read_if_exists<core::Manifest>(folder_ / "manifest.json");
  if (!manifest) return std::nullopt;
  std::vector<fs::path> files;
  if (fs::is_directory(folder_ / core::kSessionsFolder)) add_json_files(folder_ / core::kSessionsFolder, files);
  std::sort(files.begin(), files.end());
  for (core::Session& session : read_all<core::Session>(files)) manifest->sessions.push_back(std::move(session));
  return manifest;
}

void RunStore::update_manifest(const std::function<core::Manifest()>& make) {
  const auto lock = sys::FileLock::wait_for(folder_ / "manifest.lock");
  write_manifest(make());
}

void RunStore::add_session(const core::Session& session) {
  if (schema() == 1) {
    update_manifest([&] {
      core::Manifest manifest = *this->manifest();
      manifest.sessions.push_back(session);
      return manifest;
    });
    return;
  }
  std::string name = fmt::format("{}-{}", session.started_at, getpid());
  std::replace(name.begin(), name.end(), ':', '-');
  sys::replace_file(folder_ / core::kSessionsFolder / (name + ".json"), to_json(session));
}

int RunStore::schema() const {
  const auto described = manifest();
  return described ? described->schema : core::Manifest().schema;
}

void RunStore::write_manifest(const core::Manifest& manifest) {
  sys::replace_file(folder_ / "manifest.json", to_json(manifest));
}

std::optional<core::StoppingLog> RunStore::stopping_log() const {
  return read_if_exists<core::StoppingLog>(folder_ / "stopping.json");
}

void RunStore::write_stopping_log(const core::StoppingLog& log) {
  sys::replace_file(folder_ / "stopping.json", to_json(log));
}

std::optional<core::ScreeningLog> RunStore::screening_log() const {
  return read_if_exists<core::ScreeningLog>(folder_ / "screening.json");
}

void RunStore::write_screening_log(const core::ScreeningLog& log) {
  sys::replace_file(folder_ / "screening.json", to_json(log));
}

std::vector<core::Record> RunStore::records(const std::string& only_model, Detail detail) const {
  return read_attempts(folder_, "records", only_model, detail);
}

std::vector<core::Record> RunStore::attempts(const core::CellId& cell, int schema, Detail detail) const {
  return read_attempts_at(folder_, cell, schema, detail);
}

std::vector<core::Record> RunStore::pending() const {
  std::vector<core::Record> waiting;
  for (auto& record : read_attempts(folder_, "pending", "", Detail::all)) {
    if (!fs::exists(attempt_path(folder_, record, "records"))) waiting.push_back(std::move(record));
  }
  return waiting;
}

std::vector<core::ServerStart> RunStore::server_starts() const {
  auto starts = read_all<core::ServerStart>(files_below(folder_, "servers"));
  std::sort(starts.begin(), starts.end(), [](const core::ServerStart& a, const core::ServerStart& b) {
    return std::tie(a.model, a.number) < std::tie(b.model, b.number);
  });
  return starts;
}

std::vector<core::GivenScore> RunStore::given_scores() const {
  const fs::path path = folder_ / "scores.json";
  const auto text = sys::read_file_if_exists(path);
  return text ? parse_given_scores(*text, path.string()) : std::vector<core::GivenScore>{};
}

void RunStore::write_given_scores(const std::vector<core::GivenScore>& scores) {
  sys::replace_file(folder_ / "scores.json", to_json(scores));
}

void RunStore::put_pending(const core::Record& record) {
  sys::replace_file(attempt_path(folder_, record, "pending"), to_json(record));
}

void RunStore::commit(const core::Record& record) {
  const fs::path path = attempt_path(folder_, record, "records");
  if (!sys::create_file(path, to_json(record))) {
    throw core::Error(core::ErrorKind::environment,
                      path.string() + ": this attempt is recorded already; records are never overwritten");
  }
  std::error_code ignored;  // pending() passes over what has been committed
  fs::remove(attempt_path(folder_, record, "pending"), ignored);
}

void RunStore::add_judgement(const core::Record& record, const core::Judgement& judgement) {
  add_later(record, to_json(judgement));
}

void RunStore::add_judgement(const core::Record& record, const core::EpisodeJudgement& judgement) {
  add_later(record, to_json(judgement));
}

void RunStore::add_later(const core::Record& record, const std::string& judgement) {
  const fs::path folder = attempt_folder(folder_, record, "records");
  for (int number = 2;; ++number) {
    if (sys::create_file(folder / fmt::format("{}.j{}.json", attempt_name(record), number), judgement)) return;
  }
}

void RunStore::write_positions(const core::Record& record, std::string_view bytes) {
  sys::write_file(attempt_folder(folder_, record, "positions") / (attempt_name(record) + ".f32"), bytes);
}

void RunStore::write_artifacts(const core::Record& record, const std::string& prompt, const core::Answer& answer) {
  write_artifact_files(attempt_folder(folder_, record, "artifacts") / attempt_name(record), record, prompt, answer);
}

Artifacts RunStore::artifacts(const core::Record& record) const {
  return read_artifact_files(folder_, attempt_folder(folder_, record, "artifacts") / attempt_name(record));
}

void RunStore::write_server_start(const core::ServerStart& start) {
  sys::replace_file(server_file(start.model, start.number, ".json"), to_json(start));
}

int RunStore::reserve_server_number(const std::string& model) {
  int number = 1;
  while (fs::exists(server_file(model, number, ".json")) || !sys::create_file(server_file(model, number, ".log"), ""))
    ++number;
  return number;
}

fs::path RunStore::server_file(const std::string& model, int number, const std::string& extension) const {
  return folder_ / model / "servers" / fmt::format("start_{:02}{}", number, extension);
}

void RunStore::remove_other_iterations(const std::string& model, const std::set<fs::path>& written) const {
  std::error_code none;
  std::vector<fs::path> stale;
  for (const auto& file : fs::directory_iterator(folder_ / model, none)) {
    const std::string name = file.path().filename().string();
    const bool derived = name.starts_with("iter_") && name.ends_with(".json");
    if (derived && written.count(file.path()) == 0) stale.push_back(file.path());
  }
  for (const fs::path& file : stale) fs::remove(file, none);
}

}  // namespace quantladder::store
