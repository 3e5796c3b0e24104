// A table's fields as values; every complaint names the line and the column.
#pragma once

#include <initializer_list>
#include <map>
#include <string>
#include <utility>

#include "quantladder/core/error.h"
#include "quantladder/sys/csv.h"

namespace quantladder::store {

class TableCells {
 public:
  explicit TableCells(const sys::CsvTable& table) : table_(table) {}

  // Throws unless all of `required` are there and nothing else but `optional` is.
  void check_columns(std::initializer_list<std::string> required, std::initializer_list<std::string> optional) const;

  bool has(const std::string& column) const { return table_.column(column) >= 0; }
  // Returns a text that is not empty, and printable.
  const std::string& text(const sys::CsvRow& row, const std::string& column) const;
  // Returns the text; empty for a column that is not there.
  const std::string& text_or_empty(const sys::CsvRow& row, const std::string& column) const;
  // Returns a finite number. It has a decimal point or a decimal comma, and a per cent sign, which is left away, or
  // none: the same in all rows of the column.
  double number(const sys::CsvRow& row, const std::string& column) const;
  // Returns whether the numbers that were read from the column had a per cent sign.
  bool has_percent(const std::string& column) const;
  std::uint64_t whole_number(const sys::CsvRow& row, const std::string& column) const;

  [[noreturn]] void refuse(const sys::CsvRow& row, const std::string& column, const std::string& what) const;

 private:
  // A number may be written in either of two ways.
  enum class Form { decimal_comma, percent };
  struct Seen {
    bool is_used = false;
    int line = 0;
  };
  void check_form(const sys::CsvRow& row, const std::string& column, Form form, bool is_used) const;
  void refuse_thousands(const sys::CsvRow& row, const std::string& column) const;

  const sys::CsvTable& table_;
  mutable std::map<std::pair<std::string, Form>, Seen> forms_;  // of a column's first number that tells
};

}  // namespace quantladder::store
