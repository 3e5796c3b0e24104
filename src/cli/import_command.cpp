#include <fmt/format.h>

#include <algorithm>
#include <charconv>
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
#include "quantladder/store/load_import.h"
#include "quantladder/store/run_store.h"
#include "quantladder/store/score_table.h"
#include "quantladder/sys/files.h"

namespace quantladder::cli {
namespace {

namespace fs = std::filesystem;

constexpr double kMostVramMb = 1e8;  // a hundred terabytes

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

[[noreturn]] void refuse_usage(const std::string& message) { throw core::Error(core::ErrorKind::usage, message); }

double parse_megabytes(const std::string& text, const std::string& option) {
  double mb = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), mb);
  const bool is_whole = error == std::errc() && end == text.data() + text.size();
  if (!is_whole || !(mb > 0) || mb > kMostVramMb)
    refuse_usage(
        fmt::format("--vram {}: expected MODEL=MB with more than 0 and at most {:.0f} MB", option, kMostVramMb));
  return mb;
}

// A model's name may hold '='; a number does not.
std::map<std::string, double> parse_vram(const std::vector<std::string>& options) {
  std::map<std::string, double> vram;
  for (const std::string& option : options) {
    const std::size_t at = option.rfind('=');
    const double mb = parse_megabytes(at == std::string::npos ? "" : option.substr(at + 1), option);
    if (!vram.emplace(option.substr(0, at), mb).second)
      refuse_usage(fmt::format("--vram {}: this model's is given twice", option));
  }
  return vram;
}

std::vector<store::LoadFile> read_tables(const std::vector<std::string>& paths) {
  std::vector<store::LoadFile> files;
  for (const std::string& path : paths) {
    if (!fs::exists(path)) refuse_usage(path + ": no such table");
    files.push_back({path, sys::read_file(path)});
  }
  return files;
}

std::string experiment_of(const ImportOptions& options) {
  return store::as_id(fs::path(options.tables.front()).stem().string());
}

void check_levels(const std::string& path, store::ImportedRun& run) {
  const report::RunData data = app::make_run_data(run.manifest, run.records, {}, run.scores);
  core::ImportedFrom& from = *run.manifest.imported;
  from.levels = fs::path(path).filename().string();
  from.contradictions = report::find_contradictions(report::make_summary(data), load_rates(path, from.full_score));
}

store::ImportedRun import_table(const ImportOptions& options, const store::LoadFile& file) {
  if (!options.vram.empty())
    refuse_usage(fmt::format("--vram: it is for published files of several agents, and {} is a table", file.name));
  store::ImportedRun run = store::make_imported_run(store::parse_score_table(file.text, file.name, options.scale), "",
                                                    experiment_of(options));
  if (!options.levels.empty()) check_levels(options.levels, run);
  return run;
}

store::ImportedRun import_load(const ImportOptions& options, const std::vector<store::LoadFile>& files) {
  for (const store::LoadFile& file : files) {
    if (!store::has_load_layout(file.text))
      refuse_usage(file.name + ": it has no \"concurrency_levels\"; a table of scores is imported by itself");
  }
  if (!options.levels.empty()) refuse_usage(fmt::format("--levels: {} has no pass rates", files.front().name));
  if (options.scale) refuse_usage(fmt::format("--scale: {} has no scores", files.front().name));
  return store::make_imported_load(files, parse_vram(options.vram), experiment_of(options));
}

}  // namespace

int import_command(const ImportOptions& options) {
  const std::vector<store::LoadFile> files = read_tables(options.tables);
  const bool is_load = files.size() > 1 || store::has_load_layout(files.front().text);
  store::ImportedRun run = is_load ? import_load(options, files) : import_table(options, files.front());
  const core::ImportedFrom& from = *run.manifest.imported;
  const fs::path folder = options.out.empty() ? fs::path("results") / fmt::format("{}-{}", run.manifest.experiment,
                                                                                  from.sha256.substr(0, 8))
                                              : fs::path(options.out);
  run.manifest.run_id = folder.filename().string();
  refuse_another_run(folder, run.manifest);
  store::RunStore store = store::RunStore::open_for_writing(folder);
  write_run(store, run);
  print_report(app::publish(store).report, options.output);
  for (const std::string& line : from.contradictions) say(fmt::format("contradiction: {}", line));
  say(fmt::format("Imported into {}", folder.string()));
  return from.contradictions.empty() ? kDone : kWorse;
}

}  // namespace quantladder::cli
