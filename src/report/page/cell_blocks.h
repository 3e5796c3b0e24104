// The cells of a run with their texts, packed into blocks that the page opens one at a time.
#pragma once

#include <cstdint>

#include "quantladder/report/cell_table.h"
#include "quantladder/report/kept_cell.h"

namespace quantladder::report {

struct LeftOut {
  int passes = 0;  // scored passes whose texts are left out
  int others = 0;
};

// Appends a block for each span of iterations of a model, then one with the prompts. Texts are left out where the
// blocks would become larger than `max_bytes`: those of scored passes first.
struct BlockLimits {
  std::uint64_t max_bytes = 0;  // of all blocks with texts
  Places places;                // that what the harness says does not name
};
LeftOut write_cell_blocks(const CellTable& cells, const ReadCell& read, const BlockLimits& limits,
                          const Append& append);

}  // namespace quantladder::report
