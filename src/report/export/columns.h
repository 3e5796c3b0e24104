// The tables of a run for spreadsheets: what is in a row, and the columns in their order. results/README.md documents
// each, and a test holds the two together.
#pragma once

#include <string>
#include <vector>

#include "csv.h"
#include "quantladder/report/report.h"

namespace quantladder::report {

// cells.csv has a row for each attempt at a cell.
struct AttemptRow {
  const core::Manifest& run;
  const TableCell& cell;
  const core::Record& record;
};
std::vector<CsvColumn<AttemptRow>> attempt_columns();

// models.csv has a row for each model.
struct ModelRow {
  const core::Manifest& run;
  const ModelSummary& model;
  const ModelAdvice* advice;  // nullptr: there is none
};
std::vector<CsvColumn<ModelRow>> model_columns();

// starts.csv has a row for each start of a server.
struct StartRow {
  const core::Manifest& run;
  const core::ServerStart& start;
  const StartSpeed* speed;  // nullptr: its model is none of the run's
};
std::vector<CsvColumn<StartRow>> start_columns();

// Return the columns of parts that rows have.
std::vector<CsvColumn<core::MemoryUse>> memory_columns();
std::vector<CsvColumn<core::Generation>> generation_columns();
std::vector<CsvColumn<core::Judgement>> judgement_columns();
std::vector<CsvColumn<core::Timed>> speed_columns();
std::vector<CsvColumn<core::Fidelity>> fidelity_columns();
std::vector<CsvColumn<core::ProgramStart>> program_columns();

// Returns the last part of a path: the folders before it tell of its author's machine.
std::string file_name(const std::string& path);

}  // namespace quantladder::report
