// The report as one HTML file: no network, no library, and without its script every sentence, table and chart is there.
#pragma once

#include "quantladder/report/chart.h"
#include "quantladder/report/history.h"
#include "quantladder/report/kept_cell.h"

namespace quantladder::report {

// Appends the page piece by piece: no more texts are held than those of one block of cells. Text from outside can
// neither become markup nor run: https://www.w3.org/TR/CSP3/.
void write_page(const Report& report, const CellTable& cells, const ReadCell& read, const WriteOptions& options,
                const Append& append);

// Appends the page of models over many nights, likewise.
void write_history_page(const std::vector<History>& histories, const Places& places, const Append& append);

}  // namespace quantladder::report
