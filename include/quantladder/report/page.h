// The report as one HTML file: no network, no library, and without its script every sentence, table and chart is there.
#pragma once

#include <cstdint>

#include "quantladder/report/chart.h"
#include "quantladder/report/kept_cell.h"

namespace quantladder::report {

struct PageOptions {
  // Of the whole file. What would make it larger is left out: the texts of scored passes first, then other texts; the
  // page says which, and where they lie. Figures, tables and charts are never left out.
  std::uint64_t max_bytes = 64ULL << 20;
};

// Appends the page piece by piece: no more texts are held than those of one block of cells. Text from outside can
// neither become markup nor run: https://www.w3.org/TR/CSP3/.
void write_page(const Report& report, const CellTable& cells, const ReadCell& read, const PageOptions& options,
                const Append& append);

}  // namespace quantladder::report
