#include <algorithm>

#include "columns.h"
#include "exports.h"

namespace quantladder::report {
namespace {

const ModelAdvice* advice_for(const Report& report, const std::string& model) {
  const auto& models = report.advice.models;
  const auto found = std::find_if(models.begin(), models.end(), [&](const auto& each) { return each.model == model; });
  return found == models.end() ? nullptr : &*found;
}

const StartSpeed* speed_for(const Report& report, const core::ServerStart& start) {
  for (const ModelSummary& model : report.summary.models) {
    if (model.id() != start.model) continue;
    for (const StartSpeed& speed : model.probe.starts) {
      if (speed.number == start.number) return &speed;
    }
  }
  return nullptr;
}

}  // namespace

void write_csv(const Report& report, const CellTable& cells, const ReadCell&, const WriteFile& write_file,
               const WriteOptions& options) {
  const Formulas formulas = options.raw ? Formulas::kept : Formulas::defused;
  const core::Manifest& run = cells.data().manifest;
  write_file("cells.csv", [&](const Append& append) {
    const auto columns = attempt_columns();
    append(csv_header(columns));
    for (const TableCell& cell : cells.cells()) {
      for (const core::Record* record : cells.attempts(cell))
        append(csv_line(columns, AttemptRow{run, cell, *record}, formulas));
    }
  });
  write_file("models.csv", [&](const Append& append) {
    const auto columns = model_columns();
    append(csv_header(columns));
    for (const ModelSummary& model : report.summary.models)
      append(csv_line(columns, ModelRow{run, model, advice_for(report, model.id())}, formulas));
  });
  write_file("starts.csv", [&](const Append& append) {
    const auto columns = start_columns();
    append(csv_header(columns));
    for (const core::ServerStart& start : cells.data().starts)
      append(csv_line(columns, StartRow{run, start, speed_for(report, start)}, formulas));
  });
}

}  // namespace quantladder::report
