#include "table_cells.h"

#include <fmt/ranges.h>

#include <algorithm>
#include <vector>

#include "quantladder/core/printable.h"

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
    if (!known) refuse_header(fmt::format("the column \"{}\" is not known", core::printable(name)));
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
  if (!core::is_printable(value)) {
    refuse(row, column, fmt::format("\"{}\" holds a control character, or is no UTF-8", core::printable(value)));
  }
  return value;
}

double TableCells::number(const sys::CsvRow& row, const std::string& column) const {
  const std::string& value = text(row, column);
  const bool comma = value.find(',') != std::string::npos;
  const bool mark = comma || value.find('.') != std::string::npos;
  if (std::count_if(value.begin(), value.end(), [](char c) { return c == ',' || c == '.'; }) > 1) {
    refuse(row, column, fmt::format("\"{}\": write numbers without thousands separators", core::printable(value)));
  }
  std::string digits = value;
  std::replace(digits.begin(), digits.end(), ',', '.');
  double number = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
  if (error != std::errc() || end != digits.data() + digits.size() || !std::isfinite(number)) {
    refuse(row, column, fmt::format("\"{}\" is not a number", core::printable(value)));
  }
  if (mark) check_mark(row, column, comma);
  return number;
}

// "1.234" is another number in a column that writes decimals with commas.
void TableCells::check_mark(const sys::CsvRow& row, const std::string& column, bool comma) const {
  const auto [first, is_new] = marks_.try_emplace(column, Mark{comma, row.line});
  if (is_new || first->second.comma == comma) return;
  refuse(row, column,
         fmt::format("decimals with a {} here and with a {} in line {}: use one of them", comma ? "comma" : "point",
                     comma ? "point" : "comma", first->second.line));
}

std::uint64_t TableCells::whole_number(const sys::CsvRow& row, const std::string& column) const {
  std::string value = text(row, column);
  // pandas writes whole numbers of a column with gaps as 7.0.
  if (value.ends_with(".0")) value.resize(value.size() - 2);
  std::uint64_t number = 0;
  const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), number);
  if (error != std::errc() || end != value.data() + value.size()) {
    refuse(row, column, fmt::format("\"{}\" is not a whole number", core::printable(value)));
  }
  return number;
}

void TableCells::refuse(const sys::CsvRow& row, const std::string& column, const std::string& what) const {
  throw core::Error(core::ErrorKind::usage,
                    fmt::format("{}:{}: column \"{}\": {}", table_.source, row.line, column, what));
}

}  // namespace quantladder::store
