#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <map>
#include <set>

#include "cli/commands.h"
#include "cli/exit_code.h"
#include "cli/say.h"
#include "quantladder/app/publish.h"
#include "quantladder/app/results.h"
#include "quantladder/core/error.h"
#include "quantladder/report/published.h"
#include "quantladder/store/run_store.h"
#include "quantladder/store/score_table.h"
#include "quantladder/sys/files.h"

namespace quantladder::cli {
namespace {

namespace fs = std::filesystem;

// The points of each model add up to the full score of the table.
bool are_counted_alike(const std::vector<core::PublishedRate>& rates, double full_score) {
  std::map<std::string, double> sums;
  for (const auto& rate : rates) sums[rate.model] += rate.points.value_or(0);
  return std::all_of(sums.begin(), sums.end(), [&](const auto& of_model) {
    return std::fabs(of_model.second - full_score) <= 1e-3 * full_score;
  });
}

// The rates' names, as make_imported_run writes those of the table, and their points in its unit.
std::vector<core::PublishedRate> load_rates(const std::string& path, std::optional<double> full_score) {
  if (!fs::exists(path)) throw core::Error(core::ErrorKind::usage, path + ": no such table of pass rates");
  auto rates = store::parse_published_rates(sys::read_file(path), path);
  const double unit = full_score && are_counted_alike(rates, *full_score) ? 100 / *full_score : 1;
  for (core::PublishedRate& rate : rates) {
    rate.model = store::as_id(rate.model);
    rate.task = store::as_id(rate.task);
    if (rate.points) *rate.points *= unit;
  }
  return rates;
}

// The same table again goes on where it was left off; another one does not mix with what is there.
void refuse_another_run(const fs::path& folder, const core::Manifest& now) {
  if (!fs::exists(folder / "manifest.json")) return;
  const auto before = store::RunStore::open(folder).manifest();
  const auto same = [](const core::ImportedFrom& a, const core::ImportedFrom& b) {
    return a.sha256 == b.sha256 && a.full_score.value_or(100) == b.full_score.value_or(100);
  };
  if (before->imported && same(*before->imported, *now.imported)) return;
  throw core::Error(core::ErrorKind::usage,
                    folder.string() + ": there is another run in this folder; choose another one with --out");
}

void write_run(store::RunStore& store, const store::ImportedRun& run) {
  store.write_manifest(run.manifest);
  if (!run.scores.empty()) store.write_given_scores(run.scores);
  std::set<core::CellId> there;
  for (const core::Record& record : store.records()) there.insert(record.cell);
  for (const core::Record& record : run.records) {
    if (there.count(record.cell) == 0) store.commit(record);
  }
}

}  // namespace

int import_command(const ImportOptions& options) {
  const std::string name = store::as_id(fs::path(options.table).stem().string());
  if (!fs::exists(options.table)) throw core::Error(core::ErrorKind::usage, options.table + ": no such table");
  store::ScoreTable table = store::parse_score_table(sys::read_file(options.table), options.table, options.scale);
  const fs::path folder = options.out.empty()
                              ? fs::path("results") / fmt::format("{}-{}", name, table.sha256.substr(0, 8))
                              : fs::path(options.out);
  store::ImportedRun run = store::make_imported_run(std::move(table), folder.filename().string(), name);
  if (!options.levels.empty()) {
    const report::RunData data = app::make_run_data(run.manifest, run.records, {}, run.scores);
    run.manifest.imported->levels = fs::path(options.levels).filename().string();
    run.manifest.imported->contradictions = report::find_contradictions(
        report::make_summary(data), load_rates(options.levels, run.manifest.imported->full_score));
  }
  refuse_another_run(folder, run.manifest);
  store::RunStore store = store::RunStore::open_for_writing(folder);
  write_run(store, run);
  print_report(app::publish(store).report, options.output);
  for (const std::string& line : run.manifest.imported->contradictions) {
    say(fmt::format("contradiction: {}", line));
  }
  say(fmt::format("Imported into {}", folder.string()));
  return run.manifest.imported->contradictions.empty() ? kDone : kWorse;
}

}  // namespace quantladder::cli
