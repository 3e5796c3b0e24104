#include "table_cells.h"

#include <fmt/ranges.h>

#include <algorithm>
#include <vector>

namespace quantladder::store {

void TableCells::check_columns(std::initializer_list<std::string> required,
                               std::initializer_list<std::string> optional) const {
  const auto refuse_header = [&](const std::string& what) {
    std::vector<std::string> known(required);
    known.insert(known.end(), optional);
    throw core::Error(core::ErrorKind::usage,
                      fmt::format("{}:1: {}; the columns are {}", table_.source, what, fmt::join(known, ", ")));
  };
  for (const std::string& name : required) {
    if (!has(name)) refuse_header(fmt::format("there is no column \"{}\"", name));
  }
  for (const std::string& name : table_.columns) {
    const bool known = std::find(required.begin(), required.end(), name) != required.end() ||
                       std::find(optional.begin(), optional.end(), name) != optional.end();
    if (!known) refuse_header(fmt::format("the column \"{}\" is not known", name));
  }
}

const std::string& TableCells::text_or_empty(const sys::CsvRow& row, const std::string& column) const {
  static const std::string none;
  const int index = table_.column(column);
  return index < 0 ? none : row.fields[static_cast<std::size_t>(index)];
}

const std::string& TableCells::text(const sys::CsvRow& row, const std::string& column) const {
  const std::string& value = text_or_empty(row, column);
  if (value.empty()) refuse(row, column, "empty");
  return value;
}

double TableCells::number(const sys::CsvRow& row, const std::string& column) const {
  const std::string& value = text(row, column);
  double number = 0;
  const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), number);
  if (error != std::errc() || end != value.data() + value.size() || !std::isfinite(number)) {
    refuse(row, column, fmt::format("\"{}\" is not a number (write it with a decimal point)", value));
  }
  return number;
}

std::uint64_t TableCells::whole_number(const sys::CsvRow& row, const std::string& column) const {
  const std::string& value = text(row, column);
  std::uint64_t number = 0;
  const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), number);
  if (error != std::errc() || end != value.data() + value.size()) {
    refuse(row, column, fmt::format("\"{}\" is not a whole number", value));
  }
  return number;
}

void TableCells::refuse(const sys::CsvRow& row, const std::string& column, const std::string& what) const {
  throw core::Error(core::ErrorKind::usage,
                    fmt::format("{}:{}: column \"{}\": {}", table_.source, row.line, column, what));
}

}  // namespace quantladder::store
