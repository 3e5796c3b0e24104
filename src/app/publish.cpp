#include "quantladder/app/publish.h"

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

void IterationWriter::take(const core::Record& record) {
  if (!core::is_settled(record.outcome()) && record.outcome() != core::Outcome::not_run) return;
  const auto& [model, task, iteration] = record.cell;
  auto& cells = settled_[{model, iteration}];
  cells.insert(task);
  if (cells.size() != suite_.tasks.size()) return;
  sys::replace_file(store_.folder() / report::iteration_file(model, iteration),
                    report::iteration_json(load_run_data(store_, model), model, iteration));
}

}  // namespace quantladder::app
