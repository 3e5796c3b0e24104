// The records of a run by cell.
#pragma once

#include <compare>
#include <map>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "quantladder/report/run_data.h"

namespace quantladder::report {

// A cell with the name that its item has in the run: bare where it is unique.
struct NamedCell : core::CellId {
  std::string name;
};
std::string to_string(const NamedCell& cell);  // "model/L3/iteration 4"

// A cell with at least one record.
struct TableCell : NamedCell {
  const core::Record* counted = nullptr;  // the attempt that counts (core::counting_attempt)
  std::size_t first = 0;                  // of its attempts
  std::size_t count = 0;
};

// Borrows the run's data, which must outlive it. The conversion is implicit: whoever has the data can ask for a report.
class CellTable {
 public:
  CellTable(const RunData& data);  // NOLINT(google-explicit-constructor)

  const RunData& data() const { return *data_; }
  // Returns the attempt that counts; nullptr without a record.
  const core::Record* counted(const core::CellId& cell) const;
  const core::Record* counted(const std::string& model, const core::RunItem& item, int iteration) const;
  // Returns the attempts, oldest first; empty without a record.
  std::span<const core::Record* const> attempts(const core::CellId& cell) const;
  std::span<const core::Record* const> attempts(const TableCell& cell) const {
    return std::span(records_).subspan(cell.first, cell.count);
  }
  // The items whose points add up to the score, in the run's order.
  const std::vector<core::RunItem>& scored_items() const { return scored_items_; }
  // Iterations of `model` with at least one record of those, ascending.
  std::vector<int> iterations(const std::string& model) const;
  // All cells with a record, ordered by model, then iteration, then the run's order of items.
  const std::vector<TableCell>& cells() const { return cells_; }

 private:
  using ItemKey = std::pair<std::string, std::string>;  // suite, item
  struct Key {
    int model;
    int iteration;
    int item;
    friend auto operator<=>(const Key&, const Key&) = default;
  };
  void sort_records(const std::map<ItemKey, std::string>& names);
  const TableCell* find(const core::CellId& cell) const;

  const RunData* data_;
  std::map<std::string, int> models_;  // their places in the run's order; ids that it does not know go last
  std::map<ItemKey, int> items_;
  std::vector<core::RunItem> scored_items_;
  std::vector<Key> keys_;  // of cells_: a look-up compares numbers, not names
  std::vector<TableCell> cells_;
  std::vector<const core::Record*> records_;  // by cell, then attempt
};

// Returns one line why the cell ended as it did: the judge's reason, else the transport's fault, else the outcome's
// meaning.
std::string reason_of(const core::Record& record);

// Returns the tokens of its prompt, those from a cache among them; absent: the server does not tell.
std::optional<std::int64_t> prompt_tokens(const core::Generation& generation);

// Returns whether it ended with text that can be timed.
bool ended_well(const core::Generation& generation);

}  // namespace quantladder::report
