#include "store/record_files.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <tuple>

#include "quantladder/core/error.h"
#include "quantladder/store/json.h"

namespace quantladder::store {

std::string attempt_name(const core::Record& record) {
  return fmt::format("iter_{:02}.{}.a{}", record.cell.iteration, record.cell.item, record.attempt);
}

fs::path attempt_folder(const fs::path& run, const core::Record& record, const char* kind) {
  const fs::path folder = run / record.cell.model / kind;
  return record.schema == 1 ? folder : folder / record.cell.suite;
}

fs::path attempt_path(const fs::path& run, const core::Record& record, const char* kind) {
  return attempt_folder(run, record, kind) / (attempt_name(record) + ".json");
}

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

// Folders of models: whatever holds a folder of that kind.
std::vector<fs::path> files_below(const fs::path& run, const char* kind, const std::string& only_model) {
  std::vector<fs::path> found;
  if (!fs::is_directory(run)) return found;
  for (const auto& model : fs::directory_iterator(run)) {
    if (!only_model.empty() && model.path().filename() != only_model) continue;
    if (fs::is_directory(model.path() / kind)) add_json_files(model.path() / kind, found);
  }
  std::sort(found.begin(), found.end());
  return found;
}

namespace {

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

// Points that fall on tests are checked against these, and blocked ones are counted.
bool are_figures(const core::Judgement& judgement) {
  return judgement.earned || std::any_of(judgement.tests.begin(), judgement.tests.end(),
                                         [](const auto& test) { return test.status == core::TestStatus::blocked; });
}

void drop_all_but_figures(core::Judgement& judgement) {
  drop(judgement.log);
  if (!are_figures(judgement)) std::vector<core::TestResult>().swap(judgement.tests);
}

void drop_all_but_figures(core::Generation& generation) {
  generation.shown = generation.shown_bytes();
  drop(generation.text);
  drop(generation.reasoning);
  generation.gaps = generation.arrival_gaps();
  generation.events = generation.text_events();
  std::vector<double>& arrivals = generation.arrivals_ms;
  if (arrivals.size() > 2) arrivals = std::vector<double>{arrivals.front(), arrivals.back()};
}

void drop_all_but_figures(core::Answered& answered) {
  drop(answered.request_json);
  for (core::Judgement& judgement : answered.judgements) drop_all_but_figures(judgement);
  if (!answered.generation) return;
  drop_all_but_figures(*answered.generation);
}

void drop_all_but_figures(core::Episode& episode) {
  for (core::Exchange& each : episode.exchanges) {
    for (core::Judgement& judgement : each.judgements) drop_all_but_figures(judgement);
    each.window_events = core::events_in_window(episode, each);
    each.words = core::count_words(each);
    drop_all_but_figures(each.generation);
  }
}

void drop_all_but_figures(core::Timed& timed) { drop(timed.start.setup_json); }

void drop_all_but_figures(core::Fidelity& fidelity) { drop(fidelity.start.setup_json); }

// Adds a later judgement of a record, from this file.
void add_later(core::Record& record, const std::string& text, const std::string& file, Detail detail) {
  if (auto* episode = std::get_if<core::Episode>(&record.payload)) {
    auto later = parse_json<core::EpisodeJudgement>(text, file);
    for (core::TurnJudgement& turn : later.turns) {
      if (detail == Detail::figures && turn.judgement) drop_all_but_figures(*turn.judgement);
    }
    return core::add_judgement(*episode, later);
  }
  auto judgement = parse_json<core::Judgement>(text, file);
  if (detail == Detail::figures) drop_all_but_figures(judgement);
  record.answered().judgements.push_back(std::move(judgement));
}

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

}  // namespace

void keep_figures(core::Record& record) {
  std::visit([](auto& payload) { drop_all_but_figures(payload); }, record.payload);
}

std::vector<core::Record> read_attempts(const fs::path& run, const char* kind, const std::string& only_model,
                                        Detail detail) {
  std::vector<core::Record> records;
  std::map<std::string, std::map<int, fs::path>> later;  // record file -> rescores in order
  for (const auto& file : files_below(run, kind, only_model)) {
    const int number = judgement_number(file.filename().string());
    if (number == 0) {
      records.push_back(parse_json<core::Record>(sys::read_file(file), file.string()));
      check_place(file, run, kind, records.back());
      if (detail == Detail::figures) keep_figures(records.back());
      continue;
    }
    const std::string suffix = fmt::format(".j{}.json", number);
    const std::string name = file.string();
    later[name.substr(0, name.size() - suffix.size()) + ".json"][number] = file;
  }
  for (auto& record : records) {
    const auto rescores = later.find(attempt_path(run, record, kind).string());
    if (rescores == later.end()) continue;
    for (const auto& [number, file] : rescores->second) add_later(record, sys::read_file(file), file.string(), detail);
    later.erase(rescores);
  }
  if (!later.empty()) refuse_orphan(later.begin()->first, later.begin()->second.begin()->first);
  sort_records(records);
  return records;
}

std::vector<core::Record> read_attempts_at(const fs::path& run, const core::CellId& cell, int schema, Detail detail) {
  std::vector<core::Record> found;
  core::Record head;
  head.schema = schema;
  head.cell = cell;
  for (;; ++head.attempt) {
    const std::string file = attempt_path(run, head, "records").string();
    const auto text = sys::read_file_if_exists(file);
    if (!text) return found;
    found.push_back(parse_json<core::Record>(*text, file));
    const std::string stem = file.substr(0, file.size() - std::string_view(".json").size());
    for (int number = 2;; ++number) {
      const std::string later = fmt::format("{}.j{}.json", stem, number);
      const auto judgement = sys::read_file_if_exists(later);
      if (!judgement) break;
      add_later(found.back(), *judgement, later, Detail::all);
    }
    if (detail == Detail::figures) keep_figures(found.back());
  }
}

}  // namespace quantladder::store
