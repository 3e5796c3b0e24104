// A table's fields as values; every complaint names the line and the column.
#pragma once

#include <charconv>
#include <cmath>
#include <initializer_list>
#include <map>
#include <optional>
#include <string>

#include <fmt/format.h>

#include "quantladder/core/error.h"
#include "quantladder/sys/csv.h"

namespace quantladder::store {

class TableCells {
 public:
  explicit TableCells(const sys::CsvTable& table) : table_(table) {}

  // Throws unless all of `required` are there and nothing else but `optional` is.
  void check_columns(std::initializer_list<std::string> required, std::initializer_list<std::string> optional) const;

  bool has(const std::string& column) const { return table_.column(column) >= 0; }
  // Not empty, and printable.
  const std::string& text(const sys::CsvRow& row, const std::string& column) const;
  // Empty for a column that is not there.
  const std::string& text_or_empty(const sys::CsvRow& row, const std::string& column) const;
  // Finite, with a decimal point or a decimal comma, the same one in all rows of the column.
  double number(const sys::CsvRow& row, const std::string& column) const;
  std::uint64_t whole_number(const sys::CsvRow& row, const std::string& column) const;

  [[noreturn]] void refuse(const sys::CsvRow& row, const std::string& column, const std::string& what) const;

 private:
  struct Mark {
    bool comma = false;
    int line = 0;
  };
  void check_mark(const sys::CsvRow& row, const std::string& column, bool comma) const;

  const sys::CsvTable& table_;
  mutable std::map<std::string, Mark> marks_;  // by column: how its first decimals are written
};

}  // namespace quantladder::store
