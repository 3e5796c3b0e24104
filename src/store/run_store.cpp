#include "quantladder/store/run_store.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <map>
#include <tuple>

#include "quantladder/core/error.h"
#include "quantladder/store/record_json.h"

namespace quantladder::store {
namespace {

namespace fs = std::filesystem;

std::string attempt_name(const core::Record& record) {
  return fmt::format("iter_{:02}.{}.a{}", record.cell.iteration, record.cell.item, record.attempt);
}

// Older code knew one suite, and has no folder for it.
fs::path attempt_folder(const fs::path& run, const core::Record& record, const char* kind) {
  const fs::path folder = run / record.cell.model / kind;
  return record.schema == 1 ? folder : folder / record.cell.suite;
}

fs::path attempt_path(const fs::path& run, const core::Record& record, const char* kind) {
  return attempt_folder(run, record, kind) / (attempt_name(record) + ".json");
}

// Adds the files of `folder`. A name that begins with a dot is a write that has not finished, of a run that was killed
// or that goes on now.
void add_json_files(const fs::path& folder, std::vector<fs::path>& found) {
  for (const auto& file : fs::directory_iterator(folder)) {
    const std::string name = file.path().filename().string();
    if (name.starts_with('.')) continue;
    if (file.is_directory()) {
      add_json_files(file.path(), found);
    } else if (name.ends_with(".json")) {
      found.push_back(file.path());
    }
  }
}

// Folders of models: whatever holds a "records", "pending" or "servers" folder.
std::vector<fs::path> files_below(const fs::path& run, const char* kind, const std::string& only_model = "") {
  std::vector<fs::path> found;
  if (!fs::is_directory(run)) return found;
  for (const auto& model : fs::directory_iterator(run)) {
    if (!only_model.empty() && model.path().filename() != only_model) continue;
    if (fs::is_directory(model.path() / kind)) add_json_files(model.path() / kind, found);
  }
  std::sort(found.begin(), found.end());
  return found;
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

// "iter_01.L1.a1.j2.json" -> 2; 0 for a record itself. The item may hold dots, so it is read from the end.
int judgement_number(const std::string& file_name) {
  const std::size_t json = file_name.rfind(".json");
  const std::size_t dot = file_name.rfind('.', json - 1);
  if (dot == std::string::npos || dot + 2 >= json || file_name[dot + 1] != 'j') return 0;
  const std::string digits = file_name.substr(dot + 2, json - dot - 2);
  if (!std::all_of(digits.begin(), digits.end(), [](char c) { return c >= '0' && c <= '9'; })) return 0;
  return std::stoi(digits);
}

void sort_records(std::vector<core::Record>& records) {
  std::sort(records.begin(), records.end(), [](const core::Record& a, const core::Record& b) {
    return std::tie(a.cell.model, a.cell.iteration, a.cell.suite, a.cell.item, a.attempt) <
           std::tie(b.cell.model, b.cell.iteration, b.cell.suite, b.cell.item, b.attempt);
  });
}

// Frees what `text = ""` would keep.
void drop(std::string& text) { std::string().swap(text); }

void drop_all_but_figures(core::Judgement& judgement) {
  drop(judgement.log);
  std::vector<core::TestResult>().swap(judgement.tests);
}

void drop_all_but_figures(core::Answered& answered) {
  drop(answered.request_json);
  for (core::Judgement& judgement : answered.judgements) drop_all_but_figures(judgement);
  if (!answered.generation) return;
  core::Generation& generation = *answered.generation;
  generation.shown = generation.shown_bytes();
  drop(generation.text);
  drop(generation.reasoning);
  generation.gaps = generation.arrival_gaps();
  std::vector<double>& arrivals = generation.arrivals_ms;
  if (arrivals.size() > 2) arrivals = std::vector<double>{arrivals.front(), arrivals.back()};
}

void drop_all_but_figures(core::Timed& timed) { drop(timed.start.setup_json); }

// A copy, or a file that was moved here, would be an attempt that was never made.
void check_place(const fs::path& file, const fs::path& run, const char* kind, const core::Record& record) {
  if (file == attempt_path(run, record, kind)) return;
  throw core::Error(core::ErrorKind::environment,
                    fmt::format("{}: holds attempt {} of {}, which has another file name; move it out of the run",
                                file.string(), record.attempt, core::to_string(record.cell)));
}

// The judgement of a reply that is gone says nothing about one that comes in its place.
[[noreturn]] void refuse_orphan(const std::string& record_file, int number) {
  const std::string stem = record_file.substr(0, record_file.size() - std::string_view(".json").size());
  throw core::Error(core::ErrorKind::environment, fmt::format("{}.j{}.json: judges {}, which is not there; put that "
                                                              "back, or move this file out of the run too",
                                                              stem, number, record_file));
}

std::vector<core::Record> read_attempts(const fs::path& run, const char* kind, const std::string& only_model,
                                        Detail detail) {
  std::vector<core::Record> records;
  std::map<std::string, std::map<int, core::Judgement>> later;  // record file -> rescores in order
  for (const auto& file : files_below(run, kind, only_model)) {
    const std::string text = sys::read_file(file);
    const int number = judgement_number(file.filename().string());
    if (number == 0) {
      records.push_back(parse_record(text, file.string()));
      check_place(file, run, kind, records.back());
      if (detail == Detail::figures) keep_figures(records.back());
      continue;
    }
    const std::string suffix = fmt::format(".j{}.json", number);
    const std::string name = file.string();
    core::Judgement judgement = parse_judgement(text, name);
    if (detail == Detail::figures) drop_all_but_figures(judgement);
    later[name.substr(0, name.size() - suffix.size()) + ".json"][number] = std::move(judgement);
  }
  for (auto& record : records) {
    const auto rescores = later.find(attempt_path(run, record, kind).string());
    if (rescores == later.end()) continue;
    for (auto& [number, judgement] : rescores->second) record.answered().judgements.push_back(std::move(judgement));
    later.erase(rescores);
  }
  if (!later.empty()) refuse_orphan(later.begin()->first, later.begin()->second.begin()->first);
  sort_records(records);
  return records;
}

// A model may name files so that one is a folder of the other. The judge has its say on that; here such a file is left
// out, because the reply is kept anyway and a copy of it must not stop the run.
void write_answer_file(const fs::path& path, const std::string& content) {
  std::error_code error;
  fs::create_directories(path.parent_path(), error);
  if (error == std::errc::not_a_directory || error == std::errc::file_exists || fs::is_directory(path)) return;
  sys::write_file(path, content);
}

}  // namespace

void keep_figures(core::Record& record) {
  std::visit([](auto& payload) { drop_all_but_figures(payload); }, record.payload);
}

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
  const fs::path path = folder_ / "manifest.json";
  const auto text = sys::read_file_if_exists(path);
  if (!text) return std::nullopt;
  core::Manifest manifest = parse_manifest(*text, path.string());
  std::vector<fs::path> files;
  if (fs::is_directory(folder_ / "sessions")) add_json_files(folder_ / "sessions", files);
  std::sort(files.begin(), files.end());
  for (const fs::path& file : files) {
    manifest.sessions.push_back(parse_session(sys::read_file(file), file.string()));
  }
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
  sys::replace_file(folder_ / "sessions" / (name + ".json"), to_json(session));
}

int RunStore::schema() const {
  const auto described = manifest();
  return described ? described->schema : core::Manifest().schema;
}

void RunStore::write_manifest(const core::Manifest& manifest) {
  sys::replace_file(folder_ / "manifest.json", to_json(manifest));
}

std::optional<core::StoppingLog> RunStore::stopping_log() const {
  const fs::path path = folder_ / "stopping.json";
  const auto text = sys::read_file_if_exists(path);
  if (!text) return std::nullopt;
  return parse_stopping_log(*text, path.string());
}

void RunStore::write_stopping_log(const core::StoppingLog& log) {
  sys::replace_file(folder_ / "stopping.json", to_json(log));
}

std::vector<core::Record> RunStore::records(const std::string& only_model, Detail detail) const {
  return read_attempts(folder_, "records", only_model, detail);
}

std::vector<core::Record> RunStore::attempts(const core::CellId& cell, int schema) const {
  std::vector<core::Record> found;
  core::Record head;
  head.schema = schema;
  head.cell = cell;
  for (;; ++head.attempt) {
    const std::string file = attempt_path(folder_, head, "records").string();
    const auto text = sys::read_file_if_exists(file);
    if (!text) return found;
    found.push_back(parse_record(*text, file));
    const std::string stem = file.substr(0, file.size() - std::string_view(".json").size());
    for (int number = 2;; ++number) {
      const std::string later = fmt::format("{}.j{}.json", stem, number);
      const auto judgement = sys::read_file_if_exists(later);
      if (!judgement) break;
      found.back().answered().judgements.push_back(parse_judgement(*judgement, later));
    }
    keep_figures(found.back());
  }
}

std::vector<core::Record> RunStore::pending() const {
  std::vector<core::Record> waiting;
  for (auto& record : read_attempts(folder_, "pending", "", Detail::all)) {
    if (!fs::exists(attempt_path(folder_, record, "records"))) waiting.push_back(std::move(record));
  }
  return waiting;
}

std::vector<core::ServerStart> RunStore::server_starts() const {
  std::vector<core::ServerStart> starts;
  for (const auto& file : files_below(folder_, "servers")) {
    starts.push_back(parse_server_start(sys::read_file(file), file.string()));
  }
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
  const fs::path folder = attempt_folder(folder_, record, "records");
  const std::string text = to_json(judgement);
  for (int number = 2;; ++number) {
    if (sys::create_file(folder / fmt::format("{}.j{}.json", attempt_name(record), number), text)) return;
  }
}

void RunStore::write_artifacts(const core::Record& record, const std::string& prompt, const core::Answer& answer) {
  const fs::path folder = attempt_folder(folder_, record, "artifacts") / attempt_name(record);
  std::error_code ignored;
  fs::remove_all(folder / "answer", ignored);
  sys::write_file(folder / "prompt.md", prompt);
  if (const core::Generation* generation = record.generation()) {
    sys::write_file(folder / "reply.md", generation->text);
    if (!generation->reasoning.empty()) sys::write_file(folder / "reasoning.md", generation->reasoning);
  }
  for (const auto& file : answer.files) write_answer_file(folder / "answer" / file.path, file.content);
  if (!record.judgements().empty()) sys::write_file(folder / "judge.log", record.judgement().log);
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
