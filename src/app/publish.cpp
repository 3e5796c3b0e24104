#include "quantladder/app/publish.h"

#include <iterator>

#include "quantladder/app/results.h"
#include "quantladder/report/json.h"
#include "quantladder/report/render.h"
#include "quantladder/sys/files.h"

namespace quantladder::app {

Published publish(const store::RunStore& store) {
  const report::RunData data = load_run_data(store);
  const report::CellTable cells(data);
  Published published{report::make_report(cells), data.complete};
  std::set<std::filesystem::path> written;
  for (const report::Format& each : report::formats()) {
    if (each.write == nullptr) continue;
    each.write(published.report, cells, [&](const std::string& path, const std::string& text) {
      sys::replace_file(store.folder() / path, text);
      written.insert(store.folder() / path);
    });
  }
  for (const auto& model : data.manifest.models) store.remove_other_iterations(model.model.id, written);
  return published;
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
