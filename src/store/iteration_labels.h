// Other programs call their iterations by numbers from 0 or 1, or by any distinct labels.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "table_cells.h"

namespace quantladder::store {

class IterationLabels {
 public:
  // Reads the column "iteration" of a table. Whole numbers stay what they are; other labels are numbered from 1 in the
  // order of their first row. Refuses an empty one.
  IterationLabels(const sys::CsvTable& table, const TableCells& cells);

  // Returns them by number from 1 where they are no whole numbers; else none.
  const std::vector<std::string>& labels() const { return labels_; }
  int number_of(const sys::CsvRow& row) const { return numbers_.at(cells_.text(row, "iteration")); }

 private:
  const TableCells& cells_;
  std::map<std::string, int> numbers_;
  std::vector<std::string> labels_;
};

}  // namespace quantladder::store
