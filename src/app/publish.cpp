#include "quantladder/app/publish.h"

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <iterator>

#include "quantladder/app/results.h"
#include "quantladder/report/json.h"
#include "quantladder/report/render.h"
#include "quantladder/sys/files.h"

namespace quantladder::app {
namespace {

namespace fs = std::filesystem;

constexpr int kRestPerWork = 20;  // of the time that a page takes: measuring keeps the machine

void remove_other_iterations(const store::RunStore& store, const report::CellTable& cells) {
  for (const core::ModelFacts& facts : cells.data().manifest.models) {
    const std::string& model = facts.model.id;
    std::set<fs::path> known;
    for (const int iteration : cells.iterations(model))
      known.insert(store.folder() / report::iteration_file(model, iteration));
    store.remove_other_iterations(model, known);
  }
}

}  // namespace

report::ReadCell kept_cells(const store::RunStore& store) {
  return [&store, schema = store.schema()](const core::CellId& cell) {
    std::vector<report::KeptAttempt> attempts;
    for (core::Record& record : store.attempts(cell, schema, store::Detail::all)) {
      store::Artifacts kept = store.artifacts(record);
      core::Answer answer;
      answer.files = std::move(kept.answer);
      if (!record.judgements().empty()) answer.rule = record.judgement().rule;
      attempts.push_back({std::move(record), std::move(kept.prompt), std::move(answer), std::move(kept.left_out)});
    }
    return attempts;
  };
}

report::Places places_here() {
  report::Places places;
  if (const char* home = std::getenv("HOME")) places.home = home;
  std::error_code unknown;
  if (const fs::path here = fs::current_path(unknown); !unknown) places.own.push_back(here.string());
  if (const char* as_typed = std::getenv("PWD")) places.own.emplace_back(as_typed);  // it may lead there by a link
  return places;
}

namespace {

bool is_picture(const fs::path& file) { return file.extension() == ".svg" || file.extension() == ".png"; }

// Charts of an earlier report beside those of this one would tell of other data. Without charts among `written` they
// all stay.
void remove_old_pictures(const fs::path& folder, const std::vector<fs::path>& written) {
  if (std::none_of(written.begin(), written.end(), is_picture)) return;
  const std::set<fs::path> kept(written.begin(), written.end());
  std::vector<fs::path> old{folder / "card.png"};
  std::error_code none;
  for (const auto& file : fs::directory_iterator(folder / "charts", none)) {
    if (is_picture(file.path()) && !kept.contains(file.path())) old.push_back(file.path());
  }
  for (const fs::path& file : old) fs::remove(file, none);
}

}  // namespace

std::vector<std::string> written_formats(const std::vector<std::string>& asked) {
  std::vector<std::string> ids;
  for (const report::Format& each : report::formats()) {
    const bool wanted = asked.empty() ? each.by_default : std::find(asked.begin(), asked.end(), each.id) != asked.end();
    if (each.write != nullptr && wanted) ids.emplace_back(each.id);
  }
  return ids;
}

Published publish(const store::RunStore& store, const Publishing& publishing) {
  report::WriteOptions options = publishing.options;
  options.places = places_here();
  const report::RunData data = load_run_data(store);
  const report::CellTable cells(data);
  Published published{report::make_report(cells), data.complete, {}};
  if (publishing.options.goes_on) report::withhold_verdict(published.report);
  const fs::path& folder = publishing.folder.empty() ? store.folder() : publishing.folder;
  const report::WriteFile write_file = [&](const std::string& path, const report::Fill& fill) {
    sys::replace_file(folder / path, fill);
    published.files.push_back(folder / path);
  };
  // While the run goes on, its texts are left to their files: reading them all would take long.
  const report::ReadCell read = publishing.options.goes_on ? report::ReadCell() : kept_cells(store);
  for (const std::string& id : written_formats(publishing.formats))
    report::format_of(id).write(published.report, cells, read, write_file, options);
  if (publishing.folder.empty() && !publishing.options.goes_on) remove_other_iterations(store, cells);
  remove_old_pictures(folder, published.files);
  return published;
}

void LivePage::refresh() {
  const auto now = std::chrono::steady_clock::now();
  if (now < due_) return;
  publish(store_, {.formats = {"html"}, .options = {.goes_on = true}});
  const auto end = std::chrono::steady_clock::now();
  due_ = end + std::max<std::chrono::steady_clock::duration>(std::chrono::seconds(report::kReloadSeconds),
                                                             kRestPerWork * (end - now));
}

IterationWriter::IterationWriter(const store::RunStore& store) : store_(store), manifest_(*store.manifest()) {}

void IterationWriter::take(const core::Record& record) {
  if (!core::is_settled(record.outcome()) && record.outcome() != core::Outcome::not_run) return;
  const core::SuiteFacts* of = manifest_.find_suite(record.cell.suite);
  if (of == nullptr || !core::row_of(of->kind).has_points) return;
  const auto items = manifest_.scored_items();
  const auto& [model, suite, item, iteration] = record.cell;
  auto& settled = settled_[{model, iteration}];
  settled.insert({suite, item});
  std::vector<core::Record> records;
  for (const core::RunItem& each : items) {
    if (settled.count({each.suite, each.id}) == 0) return;
    auto attempts = store_.attempts({model, each.suite, each.id, iteration}, manifest_.schema);
    std::move(attempts.begin(), attempts.end(), std::back_inserter(records));
  }
  sys::replace_file(store_.folder() / report::iteration_file(model, iteration),
                    report::iteration_json(make_run_data(manifest_, std::move(records), {}, {}), model, iteration));
}

}  // namespace quantladder::app
