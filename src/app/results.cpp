#include "quantladder/app/results.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "quantladder/bench/plan.h"
#include "quantladder/core/error.h"
#include "quantladder/report/load_search.h"
#include "quantladder/store/samples.h"
#include "quantladder/store/score_table.h"
#include "quantladder/sys/files.h"

namespace quantladder::app {
namespace {

// Every planned cell is, but for those of models that were dropped.
bool all_settled(const report::RunData& data) {
  const core::Manifest& manifest = data.manifest;
  const auto dropped = data.screening ? data.screening->dropped() : std::set<std::string>{};
  const auto attempts = bench::attempts_by_cell(data.records);
  const auto settled = std::count_if(attempts.begin(), attempts.end(), [&](const auto& cell) {
    return !dropped.contains(cell.first.model) && bench::is_settled(attempts, cell.first);
  });
  const auto searches = report::found_loads(data);
  return settled >= manifest.planned_cells(dropped) &&
         std::none_of(searches.begin(), searches.end(), [](const auto& each) { return each.next.has_value(); });
}

// Earlier versions took any numbers for points of 100.
void refuse_unknown_scale(const store::RunStore& store, const core::Manifest& manifest) {
  if (!manifest.imported || manifest.imported->full_score) return;
  const auto highest = store::highest_score(store.given_scores());
  if (!highest || *highest > store::kHighestOfUnknownScale) return;
  throw core::Error(core::ErrorKind::usage,
                    fmt::format("{}: no score is above {:g}, and it was imported without saying what they are counted "
                                "in; import {} again, into another folder, with --scale N",
                                store.folder().string(), *highest, manifest.imported->source));
}

// Of each model the start with the highest peak of memory; more would be too much to read for a picture.
std::vector<core::SampledStart> samples_of(const store::RunStore& store, const std::vector<core::ServerStart>& starts) {
  std::map<std::string, const core::ServerStart*> highest;
  for (const core::ServerStart& start : starts) {
    const core::ServerStart*& so_far = highest[start.model];
    if (start.memory.peak_bytes && (so_far == nullptr || *start.memory.peak_bytes > *so_far->memory.peak_bytes))
      so_far = &start;
  }
  std::vector<core::SampledStart> samples;
  for (const auto& [model, start] : highest) {
    if (start == nullptr) continue;
    auto lines = store::read_samples(store.server_file(model, start->number, ".samples.csv"));
    if (!lines.empty()) samples.push_back({model, start->number, std::move(lines)});
  }
  return samples;
}

}  // namespace

report::RunData make_run_data(core::Manifest manifest, std::vector<core::Record> records,
                              std::vector<core::ServerStart> starts, std::vector<core::GivenScore> scores,
                              const std::optional<core::StoppingLog>& stopping,
                              std::optional<core::ScreeningLog> screening) {
  report::RunData data{std::move(manifest), std::move(starts), std::move(records), std::move(scores)};
  data.screening = std::move(screening);
  if (stopping) data.stopping = report::read_looks(*stopping, data.manifest, data.records);
  const bool enough = data.stopping && !data.stopping->ended.empty();
  data.complete = enough || data.manifest.imported || all_settled(data);
  return data;
}

report::RunData load_run_data(const store::RunStore& store, const std::string& only_model) {
  refuse_unknown_scale(store, *store.manifest());
  report::RunData data =
      make_run_data(*store.manifest(), store.records(only_model, store::Detail::figures), store.server_starts(),
                    store.given_scores(), store.stopping_log(), store.screening_log());
  if (only_model.empty()) data.sampled = samples_of(store, data.starts);
  data.complete = data.complete && only_model.empty();
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

}  // namespace quantladder::app
