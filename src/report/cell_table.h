// The records of a run by cell.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "quantladder/report/run_data.h"

namespace quantladder::report {

// Borrows the records: the RunData must outlive it.
class CellTable {
 public:
  explicit CellTable(const RunData& data);

  // The attempt that counts (core::counting_attempt); null without a record.
  const core::Record* counted(const core::CellId& cell) const;
  const core::Record* newest(const std::string& model, const std::string& task, int iteration) const;
  // Oldest first; empty without a record.
  const std::vector<const core::Record*>& attempts(const core::CellId& cell) const;
  // Iterations of `model` with at least one record, ascending.
  std::vector<int> iterations(const std::string& model) const;
  // All cells with a record, ordered by model, then iteration, then the suite's order of tasks.
  const std::vector<core::CellId>& cells() const { return cells_; }

 private:
  std::map<core::CellId, std::vector<const core::Record*>> attempts_;
  std::vector<core::CellId> cells_;
};

// One line why the cell ended as it did: the judge's reason, else the transport's fault, else the outcome's meaning.
std::string reason_of(const core::Record& record);

// Ended with text that can be timed.
bool ended_well(const core::Generation& generation);

}  // namespace quantladder::report
