// Comma-separated values as RFC 4180 has them, but with lines that end in LF. A column is one description: its name in
// the header, with the unit, and how a row's value is found.
#pragma once

#include <concepts>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <variant>
#include <vector>

#include "quantladder/core/closed_set.h"
#include "quantladder/report/kept_cell.h"

namespace quantladder::report {

using CsvValue = std::variant<std::monostate, bool, std::int64_t, std::uint64_t, double, std::string>;

// A spreadsheet computes a text that begins as a formula does.
enum class Formulas { defused, kept };

// Returns the field of a value: nothing for one that is not known, the shortest digits that read back to the same
// number, and a text on one line, in quotes where need be. A defused text that begins, after blanks, with = + - or @
// has a ' before it.
std::string csv_field(const CsvValue& value, Formulas formulas);

// Returns the value of a field of a struct.
inline CsvValue to_csv(const CsvValue& value) { return value; }
inline CsvValue to_csv(std::string text) { return text; }
inline CsvValue to_csv(std::string_view text) { return std::string(text); }
inline CsvValue to_csv(bool value) { return value; }
inline CsvValue to_csv(double value) { return value; }
inline CsvValue to_csv(std::signed_integral auto value) { return static_cast<std::int64_t>(value); }
inline CsvValue to_csv(std::unsigned_integral auto value) { return static_cast<std::uint64_t>(value); }
template <core::ClosedSet Enum>
CsvValue to_csv(Enum value) {
  return std::string(core::to_id(value));
}
template <class T>
CsvValue to_csv(const std::optional<T>& value) {
  return value ? to_csv(*value) : CsvValue();
}

template <class Row>
struct CsvColumn {
  std::string name;
  std::function<CsvValue(const Row& row)> value;
};

// Return a column's value: what a member, a member function or a function gives; of the second one 0 is not known.
template <class Get>
auto csv_of(Get get) {
  return [get](const auto& row) { return to_csv(std::invoke(get, row)); };
}
template <class Get>
auto csv_unless_zero(Get get) {
  return [get](const auto& row) {
    const auto value = std::invoke(get, row);
    return value == 0 ? CsvValue() : to_csv(value);
  };
}

// Adds columns of a part that not every row has: their fields are empty where `part_of` returns nullptr.
template <class Row, class Part>
void add_columns(std::vector<CsvColumn<Row>>& columns, const Part* (*part_of)(const Row&),
                 const std::vector<CsvColumn<Part>>& of_part) {
  for (const CsvColumn<Part>& each : of_part) {
    columns.push_back({each.name, [part_of, value = each.value](const Row& row) {
                         const Part* part = part_of(row);
                         return part == nullptr ? CsvValue() : value(*part);
                       }});
  }
}

template <class Row>
std::string csv_header(const std::vector<CsvColumn<Row>>& columns) {
  std::string line;
  for (const auto& each : columns) line += (line.empty() ? "" : ",") + each.name;
  return line + "\n";
}

template <class Row>
std::string csv_line(const std::vector<CsvColumn<Row>>& columns, const Row& row, Formulas formulas) {
  std::string line;
  for (const auto& each : columns) line += csv_field(each.value(row), formulas) + ",";
  line.back() = '\n';
  return line;
}

}  // namespace quantladder::report
