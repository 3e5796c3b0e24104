#include "cli/run_data.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "cli/terminal.h"
#include "quantladder/bench/plan.h"
#include "quantladder/core/error.h"
#include "quantladder/report/json.h"
#include "quantladder/report/render.h"
#include "quantladder/report/summary.h"
#include "quantladder/store/score_table.h"
#include "quantladder/sys/files.h"

namespace quantladder::cli {
namespace {

std::string gibibytes(std::uint64_t bytes) {
  return bytes == 0 ? "" : fmt::format("{:.1f} GiB", static_cast<double>(bytes) / (1ULL << 30));
}

report::HostFacts host_facts(const sys::HostFacts& host) {
  std::vector<std::string> gpus;
  for (const auto& gpu : host.gpus) gpus.push_back(fmt::format("{} ({})", gpu.name, gibibytes(gpu.memory_bytes)));
  return {.os = host.os + (host.kernel.empty() ? "" : ", Linux " + host.kernel),
          .cpu = host.cpu,
          .cores = host.cores == 0 ? "" : fmt::format("{} core{}", host.cores, host.cores == 1 ? "" : "s"),
          .memory = gibibytes(host.memory_bytes),
          .gpus = fmt::format("{}", fmt::join(gpus, ", ")),
          .driver = host.gpus.empty() ? "" : host.gpus.front().driver};
}

bool all_settled(const store::Manifest& manifest, const std::vector<core::Record>& records) {
  const auto attempts = bench::attempts_by_cell(records);
  const auto settled = std::count_if(attempts.begin(), attempts.end(),
                                     [&](const auto& cell) { return bench::is_settled(attempts, cell.first); });
  return static_cast<std::size_t>(settled) >= manifest.models.size() * manifest.tasks.size() * manifest.iterations;
}

report::RunFacts run_facts(const store::Manifest& manifest) {
  report::RunFacts facts;
  facts.run_id = manifest.run_id;
  facts.experiment = manifest.experiment;
  facts.created_at = manifest.created_at;
  facts.quantladder = manifest.quantladder;
  facts.suite_id = manifest.suite;
  facts.suite_version = manifest.suite_version;
  facts.suite_title = manifest.suite_title;
  facts.prompts_sha256 = manifest.prompts_sha256;
  facts.tests_sha256 = manifest.tests_sha256;
  for (const auto& task : manifest.tasks) facts.tasks.push_back({task.id, task.title, task.points});
  facts.iterations = manifest.iterations;
  facts.rounds = manifest.rounds;
  facts.baseline = manifest.baseline;
  for (const auto& entry : manifest.models) facts.models.push_back(model_facts(entry));
  if (!manifest.sessions.empty()) facts.host = host_facts(manifest.sessions.back().host);
  if (const auto machines = store::machines(manifest); machines.size() > 1) {
    facts.notes.push_back(fmt::format("measured on {} machines, so speeds and memory are not comparable: {}",
                                      machines.size(), fmt::join(machines, "; ")));
  }
  facts.sandbox_tier = manifest.sandbox_tier;
  facts.sandbox_detail = manifest.sandbox_detail;
  facts.python_version = manifest.python_version;
  facts.judging = manifest.judging;
  if (manifest.imported) {
    facts.imported_from = manifest.imported->source;
    facts.iteration_labels = manifest.imported->iteration_labels;
    facts.notes.push_back("imported from " + manifest.imported->source + ": not measured by this program");
    if (const auto full = manifest.imported->full_score; full && *full != 100) {
      facts.reading.push_back(
          fmt::format("{}: its scores from 0 to {:g} were brought to 100 points", manifest.imported->source, *full));
    }
    facts.notes.insert(facts.notes.end(), facts.reading.begin(), facts.reading.end());
    for (const std::string& line : manifest.imported->contradictions) {
      facts.notes.push_back(
          fmt::format("{} contradicts {}: {}", manifest.imported->levels, manifest.imported->source, line));
    }
  }
  return facts;
}

std::string why_it_ended(const std::string& reason) {
  if (reason == "decided") return "every comparison is decided";
  if (reason == "futile") return "what is not decided has little chance to be";
  return "the planned number of iterations was reached";
}

// Whether there are results of a round after the one that a look ended the run with.
bool went_on(const store::StoppingLog& log, int rounds, const std::vector<core::Record>& records, int round) {
  return std::any_of(records.begin(), records.end(), [&](const core::Record& record) {
    return bench::round_of(record.cell.iteration, log.plan.n_max, rounds) > round;
  });
}

report::Stopping to_stopping(const store::StoppingLog& log, const store::Manifest& manifest,
                             const std::vector<core::Record>& records) {
  report::Stopping stopping{.n_max = log.plan.n_max, .alpha = log.plan.alpha, .margin = log.plan.margin};
  stopping.baseline = log.plan.baseline;
  stopping.candidates = log.plan.candidates;
  for (const auto& look : log.looks) {
    const bool is_last = look.round >= manifest.rounds && look.stop;
    for (const auto& entry : look.comparisons) {
      stopping.looks[entry.candidate].push_back(entry.n);
      if (is_last && entry.outcome == "n_max") stopping.last_look[entry.candidate] = entry.n;
    }
    if (look.stop && look.round < manifest.rounds && !went_on(log, manifest.rounds, records, look.round)) {
      stopping.ended = fmt::format("after round {} of {}: {}", look.round, manifest.rounds, why_it_ended(look.reason));
    }
  }
  return stopping;
}

// Earlier versions took any numbers for points of 100.
void refuse_unknown_scale(const store::RunStore& store, const store::Manifest& manifest) {
  if (!manifest.imported || manifest.imported->full_score) return;
  const auto highest = store::highest_score(store.given_scores());
  if (!highest || *highest > store::kHighestOfUnknownScale) return;
  throw core::Error(core::ErrorKind::usage,
                    fmt::format("{}: no score is above {:g}, and it was imported without saying what they are counted "
                                "in; import {} again, into another folder, with --scale N",
                                store.folder().string(), *highest, manifest.imported->source));
}

}  // namespace

report::ModelFacts model_facts(const store::ManifestModel& entry) {
  report::ModelFacts facts{
      .model = entry.model, .gguf = entry.gguf, .sha256 = entry.gguf_sha256, .serve_command = entry.serve_command};
  // The template that is really used decides whether two models are asked the same thing.
  if (facts.gguf && !entry.chat_template_sha256.empty()) facts.gguf->chat_template_sha256 = entry.chat_template_sha256;
  return facts;
}

std::vector<std::string> incomparable(const std::vector<store::ManifestModel>& models) {
  std::vector<report::ModelFacts> facts;
  for (const auto& entry : models) facts.push_back(model_facts(entry));
  return report::find_incomparable(facts);
}

report::RunData make_run_data(const store::Manifest& manifest, std::vector<core::Record> records,
                              std::vector<core::ServerStart> starts, std::vector<core::GivenScore> scores,
                              const std::optional<store::StoppingLog>& stopping) {
  report::RunData data{run_facts(manifest), std::move(starts), std::move(records), std::move(scores), std::nullopt};
  if (stopping) data.stopping = to_stopping(*stopping, manifest, data.records);
  // A later session in a sandbox does not wash off what was judged without one.
  data.facts.unsafe_no_sandbox = std::any_of(data.records.begin(), data.records.end(), [](const core::Record& record) {
    return !record.judgements.empty() && record.judgement().sandbox == "none";
  });
  const bool enough = data.stopping && !data.stopping->ended.empty();
  data.facts.complete = enough || manifest.imported || all_settled(manifest, data.records);
  return data;
}

report::RunData load_run_data(const store::RunStore& store, const std::string& only_model) {
  refuse_unknown_scale(store, *store.manifest());
  report::RunData data = make_run_data(*store.manifest(), store.records(only_model, store::Detail::figures),
                                       store.server_starts(), store.given_scores(), store.stopping_log());
  data.facts.complete = data.facts.complete && only_model.empty();
  return data;
}

Results load_results(const std::string& path, std::optional<double> scale) {
  const std::filesystem::path place(path);
  if (std::filesystem::is_directory(place)) {
    if (scale) {
      throw core::Error(core::ErrorKind::usage,
                        path + ": the scores of a run are points already; --scale is for a table of scores");
    }
    return {load_run_data(store::RunStore::open(place)), std::filesystem::weakly_canonical(place).filename().string()};
  }
  if (!std::filesystem::exists(place)) {
    throw core::Error(core::ErrorKind::usage, path + ": no such run or table; runs are folders below results/");
  }
  const std::string name = place.stem().string();
  store::ImportedRun run = store::make_imported_run(store::parse_score_table(sys::read_file(place), path, scale), name,
                                                    name, store::ImportedNames::as_they_are);
  return {make_run_data(run.manifest, std::move(run.records), {}, std::move(run.scores)), name};
}

void write_iteration(const store::RunStore& store, const report::RunData& data, const std::string& model,
                     int iteration) {
  sys::replace_file(store.folder() / report::iteration_file(model, iteration),
                    report::iteration_json(data, model, iteration));
}

WrittenReport write_report(const store::RunStore& store, std::string_view format) {
  const report::RunData data = load_run_data(store);
  const report::CellTable cells(data);
  const report::Report report = report::make_report(cells);
  std::set<std::filesystem::path> written;
  for (const report::Format& each : report::formats()) {
    if (each.write == nullptr) continue;
    each.write(report, cells, [&](const std::string& path, const std::string& text) {
      sys::replace_file(store.folder() / path, text);
      written.insert(store.folder() / path);
    });
  }
  for (const auto& model : data.facts.models) store.remove_other_iterations(model.model.id, written);
  return {report::format_of(format).print(report, terminal_width(), colour()), data.facts.complete};
}

}  // namespace quantladder::cli
