#include "table_cells.h"

#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <string_view>
#include <vector>

#include "quantladder/core/printable.h"
#include "table_words.h"

namespace quantladder::store {
namespace {

struct FormWords {
  const char* what;
  const char* used;
  const char* unused;
};
constexpr std::array<FormWords, 2> kForms{{
    // by TableCells::Form
    {"decimals", "with a comma", "with a point"},
    {"numbers", "with a per cent sign", "without a per cent sign"},
}};

// "85%", and "85 %" with any of the blanks that programs put there; the same text where there is no sign.
std::string without_percent(const std::string& value) {
  if (!value.ends_with('%')) return value;
  std::string_view digits(value.data(), value.size() - 1);
  for (const std::string_view blank : {" ", "\u00A0", "\u202F"}) {
    if (digits.ends_with(blank)) digits.remove_suffix(blank.size());
  }
  return std::string(digits);
}

// "1,234": one to three digits that do not begin with 0, and three.
bool is_group_of_thousands(std::string_view value) {
  if (value.starts_with('-') || value.starts_with('+')) value.remove_prefix(1);
  const std::size_t comma = value.find(',');
  const auto digits = [](std::string_view part) {
    return std::all_of(part.begin(), part.end(), [](char c) { return c >= '0' && c <= '9'; });
  };
  if (comma < 1 || comma > 3 || value.size() != comma + 4 || value.front() == '0') return false;
  return digits(value.substr(0, comma)) && digits(value.substr(comma + 1));
}

}  // namespace

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
    if (!known) refuse_header(fmt::format("the column \"{}\" is not known", shown(name)));
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
    refuse(row, column, fmt::format("\"{}\" holds a control character, or is no UTF-8", shown(value)));
  }
  return value;
}

double TableCells::number(const sys::CsvRow& row, const std::string& column) const {
  const std::string& value = text(row, column);
  const bool comma = value.find(',') != std::string::npos;
  if (std::count_if(value.begin(), value.end(), [](char c) { return c == ',' || c == '.'; }) > 1) {
    refuse(row, column, fmt::format("\"{}\": write numbers without thousands separators", shown(value)));
  }
  std::string digits = without_percent(value);
  const bool percent = digits.size() != value.size();
  std::replace(digits.begin(), digits.end(), ',', '.');
  if (digits.size() > 1 && digits[0] == '+' && digits[1] != '-') digits.erase(0, 1);
  double number = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
  if (error != std::errc() || end != digits.data() + digits.size() || !std::isfinite(number)) {
    refuse(row, column, fmt::format("\"{}\" is not a number", shown(value)));
  }
  if (comma || digits.find('.') != std::string::npos) check_form(row, column, Form::decimal_comma, comma);
  check_form(row, column, Form::percent, percent);
  return number;
}

bool TableCells::has_percent(const std::string& column) const {
  const auto seen = forms_.find({column, Form::percent});
  return seen != forms_.end() && seen->second.is_used;
}

// "1.234" is another number in a column that writes decimals with commas, and "1" in one of per cent.
void TableCells::check_form(const sys::CsvRow& row, const std::string& column, Form form, bool is_used) const {
  const auto [first, is_new] = forms_.try_emplace({column, form}, Seen{is_used, row.line});
  if (is_new && is_used && form == Form::decimal_comma) refuse_thousands(row, column);
  if (first->second.is_used == is_used) return;
  const FormWords& words = kForms[static_cast<std::size_t>(form)];
  refuse(row, column,
         fmt::format("{} {} here and {} in line {}: use one of them", words.what, is_used ? words.used : words.unused,
                     is_used ? words.unused : words.used, first->second.line));
}

// Nobody knows what a number is where the comma separates fields as well, and every number with one could be of
// thousands.
void TableCells::refuse_thousands(const sys::CsvRow& row, const std::string& column) const {
  if (table_.separator == ';') return;
  for (const sys::CsvRow& other : table_.rows) {
    const std::string& value = text_or_empty(other, column);
    if (value.find(',') != std::string::npos && !is_group_of_thousands(value)) return;
  }
  refuse(row, column,
         fmt::format("\"{}\" may be in thousands or have three decimals, as every number with a comma here: write "
                     "numbers without thousands separators, and decimals with a point",
                     shown(text(row, column))));
}

std::uint64_t TableCells::whole_number(const sys::CsvRow& row, const std::string& column) const {
  std::string value = text(row, column);
  // pandas writes whole numbers of a column with gaps as 7.0.
  if (value.ends_with(".0")) value.resize(value.size() - 2);
  std::uint64_t number = 0;
  const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), number);
  if (error != std::errc() || end != value.data() + value.size()) {
    refuse(row, column, fmt::format("\"{}\" is not a whole number", shown(value)));
  }
  return number;
}

void TableCells::refuse(const sys::CsvRow& row, const std::string& column, const std::string& what) const {
  throw core::Error(core::ErrorKind::usage,
                    fmt::format("{}:{}: column \"{}\": {}", table_.source, row.line, column, what));
}

}  // namespace quantladder::store
