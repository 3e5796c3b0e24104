#include "quantladder/app/history.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <filesystem>
#include <set>

#include "quantladder/app/publish.h"
#include "quantladder/app/results.h"
#include "quantladder/core/error.h"
#include "quantladder/core/lists.h"
#include "quantladder/report/page.h"
#include "quantladder/sys/files.h"

namespace quantladder::app {
namespace {

namespace fs = std::filesystem;

bool is_run(const fs::path& place) { return fs::exists(place / "manifest.json"); }

std::vector<std::string> runs_in(const fs::path& folder) {
  std::vector<std::string> runs;
  for (const auto& entry : fs::directory_iterator(folder)) {
    if (entry.is_directory() && is_run(entry.path())) runs.push_back(entry.path().string());
  }
  if (runs.empty()) {
    throw core::Error(core::ErrorKind::usage,
                      folder.string() + ": no run in this folder; name runs, or the folder that holds them");
  }
  std::sort(runs.begin(), runs.end());
  return runs;
}

// What was read so far.
struct Reading {
  std::vector<report::ModelNights> all;
  std::vector<std::string> models;   // of all runs
  std::set<std::string> identities;  // of runs with a folder: their ids and times
  std::vector<std::string> runs;
};

report::ModelNights& nights_of(const std::string& model, Reading& reading) {
  const auto found = std::find_if(reading.all.begin(), reading.all.end(),
                                  [&](const report::ModelNights& each) { return each.model == model; });
  if (found != reading.all.end()) return *found;
  return reading.all.emplace_back(report::ModelNights{model, {}, reading.runs});
}

void add_run(const std::string& path, std::optional<double> scale, const std::string& only_model, Reading& reading) {
  const Results results = load_results(path, scale);
  const core::Manifest& run = results.data.manifest;
  // A copy of a run, such as a backup beside it, is no further night.
  if (fs::is_directory(path) && !reading.identities.insert(run.run_id + " " + run.created_at).second) return;
  const report::CellTable table(results.data);
  const report::Summary summary = report::make_summary(table);
  // Two files or folders of one name are told apart by their paths.
  const bool is_taken = std::find(reading.runs.begin(), reading.runs.end(), results.name) != reading.runs.end();
  const std::string name = is_taken ? path : results.name;
  for (const report::ModelSummary& model : summary.models) {
    core::add_once(reading.models, model.id());
    if (!only_model.empty() && model.id() != only_model) continue;
    report::Night& night =
        nights_of(model.id(), reading).nights.emplace_back(report::make_night(table, summary, model, name));
    if (!fs::is_directory(path) || run.imported) night.created_at.clear();  // it is when the table was read
  }
  for (report::ModelNights& each : reading.all) {
    if (results.data.manifest.find(each.model) == nullptr) each.without.push_back(name);
  }
  reading.runs.push_back(name);
}

// Nothing tells when a table's night was, so nothing could tell whether it was before or after a run's.
void refuse_mixed(const report::ModelNights& nights) {
  const report::Night* dated = nullptr;
  const report::Night* undated = nullptr;
  for (const report::Night& night : nights.nights) (night.created_at.empty() ? undated : dated) = &night;
  if (dated == nullptr || undated == nullptr) return;
  throw core::Error(core::ErrorKind::usage,
                    fmt::format("{} is a table, which does not tell when it was measured, and {} is a run, which does: "
                                "give history one sort alone; tables are taken in the order in which they are named",
                                undated->run, dated->run));
}

}  // namespace

std::vector<std::string> find_runs(const std::vector<std::string>& paths) {
  std::vector<std::string> runs;
  std::vector<std::string> places;
  const auto add = [&](const std::string& run) {
    const std::string place = fs::weakly_canonical(run).string();
    if (std::find(places.begin(), places.end(), place) != places.end()) return;
    places.push_back(place);
    runs.push_back(run);
  };
  for (const std::string& path : paths) {
    const bool holds_runs = fs::is_directory(path) && !is_run(path);
    if (!holds_runs) add(path);
    if (!holds_runs) continue;
    for (const std::string& run : runs_in(path)) add(run);
  }
  return runs;
}

std::vector<report::ModelNights> load_nights(const std::vector<std::string>& paths, const std::string& model,
                                             std::optional<double> scale) {
  Reading reading;
  if (!model.empty()) reading.all.push_back({model, {}, {}});
  for (const std::string& run : find_runs(paths)) add_run(run, scale, model, reading);
  if (!model.empty() && reading.all.front().nights.empty()) {
    throw core::Error(core::ErrorKind::usage, fmt::format("--model {}: no run has such a model; there are {}", model,
                                                          fmt::join(reading.models, ", ")));
  }
  std::for_each(reading.all.begin(), reading.all.end(), refuse_mixed);
  return reading.all;
}

void publish_history(const std::vector<report::History>& histories, const fs::path& page) {
  sys::replace_file(
      page, [&](const report::Append& append) { report::write_history_page(histories, places_here(), append); });
}

}  // namespace quantladder::app
