// Files for other programs: rows of src/report/formats.cpp point to these.
#pragma once

#include "quantladder/report/kept_cell.h"
#include "quantladder/report/report.h"

namespace quantladder::report {

// cells.csv, models.csv and starts.csv.
void write_csv(const Report& report, const CellTable& cells, const ReadCell& read, const WriteFile& write_file,
               const WriteOptions& options);

// junit.xml: each planned cell of a model is a test case. It passes where all hidden tests passed or its figures came
// out, fails for what the model did, and is skipped where that is not known.
void write_junit(const Report& report, const CellTable& cells, const ReadCell& read, const WriteFile& write_file,
                 const WriteOptions& options);

}  // namespace quantladder::report
