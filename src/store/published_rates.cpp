#include <cmath>
#include <map>

#include "quantladder/store/score_table.h"
#include "table_cells.h"

namespace quantladder::store {
namespace {

// "87%" may stand for 86.5 to 87.5 %, "0.867" for 0.8665 to 0.8675.
double rounding_of(const std::string& digits, bool percent) {
  const auto point = digits.find_first_of(".,");
  const auto decimals = point == std::string::npos ? 0 : static_cast<double>(digits.size() - point - 1);
  return 0.5 * std::pow(10.0, -decimals) / (percent ? 100 : 1);
}

void read_rate(const TableCells& cells, sys::CsvRow row, int column, core::PublishedRate& rate) {
  std::string& digits = row.fields[static_cast<std::size_t>(column)];
  const bool percent = digits.ends_with('%');
  if (percent) digits.pop_back();
  while (digits.ends_with(' ')) digits.pop_back();
  rate.rate = cells.number(row, "rate") / (percent ? 100 : 1);
  rate.rounding = rounding_of(digits, percent);
  // A whole number is exact here: 0 and 1 are counts of all or nothing, not 0.5 to 1.5 rounded.
  if (!percent && digits.find_first_of(".,") == std::string::npos) rate.rounding = 0;
}

void read_counts(const TableCells& cells, const sys::CsvRow& row, core::PublishedRate& rate) {
  const double trials = cells.number(row, "trials");
  if (trials <= 0) cells.refuse(row, "trials", "must be above 0");
  rate.rate = cells.number(row, "passed") / trials;
}

}  // namespace

std::vector<core::PublishedRate> parse_published_rates(std::string_view csv, const std::string& source) {
  const sys::CsvTable table = sys::parse_csv(csv, source);
  const TableCells cells(table);
  const bool as_rate = cells.has("rate");
  if (as_rate) {
    cells.check_columns({"model", "task", "rate"}, {"points"});
  } else {
    cells.check_columns({"model", "task", "passed", "trials"}, {"points"});
  }
  std::vector<core::PublishedRate> rates;
  std::map<std::pair<std::string, std::string>, int> lines;
  for (const sys::CsvRow& row : table.rows) {
    core::PublishedRate rate;
    rate.model = cells.text(row, "model");
    rate.task = cells.text(row, "task");
    as_rate ? read_rate(cells, row, table.column("rate"), rate) : read_counts(cells, row, rate);
    if (rate.rate < 0 || rate.rate > 1) {
      cells.refuse(row, as_rate ? "rate" : "passed", "a pass rate is from 0 to 1; write percentages with a % sign");
    }
    if (cells.has("points")) rate.points = cells.number(row, "points");
    if (rate.points.value_or(0) < 0) cells.refuse(row, "points", "points are never negative");
    const auto [earlier, is_new] = lines.try_emplace({rate.model, rate.task}, row.line);
    if (!is_new) cells.refuse(row, "task", "line " + std::to_string(earlier->second) + " gives this rate already");
    rates.push_back(std::move(rate));
  }
  return rates;
}

}  // namespace quantladder::store
