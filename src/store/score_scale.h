// The unit that a table's scores are counted in. It is established, never assumed: a margin in points means nothing on
// numbers whose unit nobody knows.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "table_cells.h"

namespace quantladder::store {

// A header that scores may stand under, and the full score that it names.
struct ScoreColumn {
  const char* name;
  std::optional<double> full;
};

// Returns the table's column of scores; nullptr where it has none.
const ScoreColumn* score_column(const TableCells& cells);

// A row's score as it stands in the table.
struct RawScore {
  const sys::CsvRow* row = nullptr;
  std::string model;
  double value = 0;
};

// Returns the full score: 100 where the scores are in per cent, what the user says (`asked`), or the column's name,
// else absent, which means points of 100 as the numbers themselves show. Throws core::Error(usage) where two of them
// contradict each other, and where nothing tells: no score above 10, or one model's fractions below 1 beside higher
// scores of another.
std::optional<double> full_score(const std::string& source, const std::vector<RawScore>& scores,
                                 const ScoreColumn& column, bool percent, std::optional<double> asked);

// Returns it as points of 100, rounded so that scores stay on a lattice. Refuses what is above the full score.
double to_points(const TableCells& cells, const RawScore& score, const ScoreColumn& column, std::optional<double> full);

}  // namespace quantladder::store
