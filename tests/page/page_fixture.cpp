// Writes pages of runs that no machine has measured, for the tests in a browser.
//   page_fixture every_figure|eventful|one_model|many_models|unknown_speed|no_records|imported|small_budget FILE
//   page_fixture cells COUNT BYTES_OF_TEXT FILE     one text of so many bytes in each cell; 0: no texts
//   page_fixture hostile FILE < TEXT                the text in every field that comes from outside
//   page_fixture nights FILE                        two models over nights
//   page_fixture hostile_nights FILE < TEXT         likewise
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <iterator>
#include <string>

#include "quantladder/report/page.h"
#include "report/joined_fixture.h"
#include "report/night_fixture.h"

namespace quantladder::report {
namespace {

std::string text_of(std::size_t bytes, std::uint64_t seed) {
  static const std::string kWords = "def return for in range self value print list item None import lambda yield";
  std::string text;
  while (text.size() < bytes) {
    seed = seed * 6364136223846793005ULL + 1442695040888963407ULL;
    const std::size_t at = (seed >> 33) % (kWords.size() - 12);
    text += kWords.substr(at, 3 + (seed >> 50) % 9) + ((seed >> 60) < 3 ? "\n" : " ");
  }
  text.resize(bytes);
  return text;
}

KeptAttempt kept(const core::Record& record, const std::string& text) {
  KeptAttempt attempt{.record = record, .prompt = text, .answer = {}, .left_out = {}};
  if (record.kind() != core::SuiteKind::code || record.generation() == nullptr) return attempt;
  attempt.record.answered().generation->text = text;
  attempt.record.answered().judgements.back().tests = {{"test_a.py::test_first", core::TestStatus::passed}};
  return attempt;
}

void write(const RunData& data, const ReadCell& read, const char* path, std::uint64_t max_bytes = 64ULL << 20) {
  const CellTable cells(data);
  std::ofstream file(path, std::ios::binary);
  write_page(make_report(cells), cells, read, {.max_page_bytes = max_bytes},
             [&](std::string_view piece) { file.write(piece.data(), static_cast<std::streamsize>(piece.size())); });
  if (!file.flush()) throw std::runtime_error(std::string("cannot write ") + path);
}

// Reads the cells of `data` with a text of `bytes` in each.
ReadCell with_texts(const RunData& data, std::size_t bytes) {
  return [&data, bytes](const core::CellId& cell) {
    std::vector<KeptAttempt> attempts;
    const CellTable table(data);
    for (const core::Record* record : table.attempts(cell)) attempts.push_back(kept(*record, text_of(bytes, 1)));
    return attempts;
  };
}

void write_cells(int count, std::size_t bytes, const char* path) {
  const int iterations = count / 20;  // of five tasks and four models
  std::vector<int> scores;
  for (int i = 0; i < iterations; ++i) scores.push_back(i % 3 == 0 ? 65 : 90);
  RunData data = fixture::empty_run(iterations);
  for (const char* id : {"q8_0", "q4_k_m", "iq4_nl", "q4_0"})
    fixture::add_model(data, id, 4'000'000'000ULL, scores, 50);
  const CellTable table(data);
  std::uint64_t seed = 0;
  const ReadCell read = [&](const core::CellId& cell) {
    std::vector<KeptAttempt> attempts;
    for (const core::Record* record : table.attempts(cell))
      attempts.push_back(kept(*record, bytes == 0 ? "" : text_of(bytes, ++seed)));
    return attempts;
  };
  write(data, read, path);
}

void make_hostile(core::Manifest& run, const std::string& text) {
  run.experiment = run.quantladder = run.run_id = run.created_at = run.meter = run.sandbox_detail = text;
  run.python_version = text;
  for (core::SuiteFacts& suite : run.suites) {
    suite.title = suite.version = suite.prompts_sha256 = suite.tests_sha256 = text;
    for (core::ItemFacts& item : suite.items) item.title = item.language = text;
  }
  for (core::ModelFacts& facts : run.models) {
    core::Model& model = facts.model;
    model.provider = model.quant = model.approach = model.file = model.hf = model.served_model = text;
    facts.gguf->architecture = facts.gguf->name = facts.gguf->file_type = text;
    facts.gguf->anatomy->findings = {
        {.id = "odd", .severity = core::Severity::error, .tensors = {text}, .reason = text, .remedy = text}};
    facts.serve_command = {"llama-server", text, "--model", text};
    for (auto& [item, request] : facts.requests) request.sampling.profile = request.request_extra_json = text;
  }
  for (core::Session& session : run.sessions) {
    session.host.os = session.host.kernel = session.host.cpu = text;
    for (core::GpuFacts& gpu : session.host.gpus) gpu.name = gpu.driver = text;
  }
}

void make_hostile(core::Record& record, const std::string& text) {
  if (auto* fidelity = std::get_if<core::Fidelity>(&record.payload)) {
    fidelity->baseline->model = fidelity->baseline->key = text;
  }
  if (record.kind() != core::SuiteKind::code) return;
  core::Answered& answered = record.answered();
  answered.request.sampling.profile = answered.prompt_sha256 = text;
  for (core::Judgement& judgement : answered.judgements) {
    judgement.reason = judgement.log = judgement.rule = judgement.judged_at = text;
    judgement.tests = {{text, core::TestStatus::failed}};
  }
  if (!answered.generation) return;
  answered.generation->text = answered.generation->reasoning = answered.generation->fault = text;
  answered.generation->doubts = {text};
}

void write_hostile(const char* path) {
  const std::string text{std::istreambuf_iterator<char>(std::cin), {}};
  RunData data = fixture::run_with_every_figure();
  for (core::ModelFacts& facts : data.manifest.models) {
    if (!facts.gguf->anatomy) facts.gguf->anatomy.emplace();
  }
  make_hostile(data.manifest, text);
  for (core::Record& record : data.records) make_hostile(record, text);
  data.records.back().payload = core::Timed{.outcome = core::Outcome::infrastructure_stall, .reason = text};
  for (core::ServerStart& start : data.starts) {
    start.version = start.build_info = start.settings_note = text;
    start.doubts = {text};
    start.memory.gaps = {text};
  }
  const CellTable table(data);
  const ReadCell read = [&](const core::CellId& cell) {
    std::vector<KeptAttempt> attempts;
    for (const core::Record* record : table.attempts(cell))
      attempts.push_back({*record, text, {.files = {{text, text}}, .rule = text}, {text}});
    return attempts;
  };
  write(data, read, path);
}

void write_nights(const std::vector<History>& histories, const char* path) {
  std::ofstream out(path, std::ios::binary);
  write_history_page(histories, {}, [&](std::string_view piece) { out << piece; });
}

std::vector<History> two_models() {
  std::vector<History> histories{fixture::eventful_history(40), fixture::history_of(fixture::some_nights(12, 9))};
  histories.back().model = "b";
  return histories;
}

void write_hostile_nights(const char* path) {
  const std::string text{std::istreambuf_iterator<char>(std::cin), {}};
  std::vector<History> histories = two_models();
  for (History& history : histories) {
    history.model = text;
    history.notes = {text};
    for (HistoryRow& row : history.rows) {
      row.night.run = row.night.created_at = row.night.unfinished = text;
      if (!row.cut.empty()) row.cut = {text};
      for (NightFigure& figure : row.night.figures) figure.untested = text;
    }
    for (HistoryChange& change : history.changes) change.with_it = {text};
  }
  write_nights(histories, path);
}

RunData run_named(const std::string& name) {
  if (name == "every_figure") return fixture::run_with_every_figure();
  if (name == "eventful") return fixture::eventful_run();
  if (name == "one_model") return fixture::one_model({90, 90, 65, 100});
  if (name == "imported") return fixture::published_scores();
  if (name == "no_records") return fixture::empty_run(3);
  if (name == "unknown_speed") {
    RunData data = fixture::three_providers();
    std::erase_if(data.starts,
                  [&](const core::ServerStart& start) { return start.model == data.manifest.models[1].model.id; });
    return data;
  }
  if (name != "many_models") throw std::runtime_error("no such run: " + name);
  RunData data = fixture::empty_run(5);
  for (int i = 0; i < 64; ++i)
    fixture::add_model(data, std::string(90, 'm') + std::to_string(i), 4'000'000'000ULL + i, {90, 65, 90, 100, 90}, 50);
  return data;
}

int make_page(int count, char** words) {
  const std::string what = count > 1 ? words[1] : "";
  if (what == "cells" && count == 5) {
    write_cells(std::atoi(words[2]), static_cast<std::size_t>(std::atoi(words[3])), words[4]);
  } else if (what == "hostile" && count == 3) {
    write_hostile(words[2]);
  } else if (what == "nights" && count == 3) {
    write_nights(two_models(), words[2]);
  } else if (what == "hostile_nights" && count == 3) {
    write_hostile_nights(words[2]);
  } else if (what == "small_budget" && count == 3) {
    const RunData data = run_named("eventful");
    write(data, with_texts(data, 5000), words[2], 400'000);
  } else if (count == 3) {
    const RunData data = run_named(what);
    write(data, with_texts(data, 200), words[2]);
  } else {
    return 2;
  }
  return 0;
}

}  // namespace
}  // namespace quantladder::report

int main(int count, char** words) { return quantladder::report::make_page(count, words); }
