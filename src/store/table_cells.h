// A table's fields as values; every complaint names the line and the column.
#pragma once

#include <charconv>
#include <cmath>
#include <initializer_list>
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
  // Not empty.
  const std::string& text(const sys::CsvRow& row, const std::string& column) const;
  // Empty for a column that is not there.
  const std::string& text_or_empty(const sys::CsvRow& row, const std::string& column) const;
  double number(const sys::CsvRow& row, const std::string& column) const;  // finite
  std::uint64_t whole_number(const sys::CsvRow& row, const std::string& column) const;

  [[noreturn]] void refuse(const sys::CsvRow& row, const std::string& column, const std::string& what) const;

 private:
  const sys::CsvTable& table_;
};

}  // namespace quantladder::store
