#include "iteration_labels.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <optional>

namespace quantladder::store {
namespace {

constexpr double kHighestNumber = 1'000'000;

// "3", and "3.0" as pandas writes it where a column has gaps.
std::optional<int> whole_number(const std::string& label) {
  double number = 0;
  const auto [end, error] = std::from_chars(label.data(), label.data() + label.size(), number);
  if (error != std::errc() || end != label.data() + label.size()) return std::nullopt;
  if (!(number >= 0) || number > kHighestNumber || number != std::floor(number)) return std::nullopt;
  return static_cast<int>(number);
}

}  // namespace

IterationLabels::IterationLabels(const sys::CsvTable& table, const TableCells& cells) : cells_(cells) {
  for (const sys::CsvRow& row : table.rows) {
    const std::string& label = cells.text(row, "iteration");
    if (numbers_.try_emplace(label, 0).second) labels_.push_back(label);
  }
  const bool are_numbers =
      std::all_of(labels_.begin(), labels_.end(), [](const std::string& label) { return whole_number(label); });
  int next = 1;
  for (const std::string& label : labels_) numbers_[label] = are_numbers ? *whole_number(label) : next++;
  if (are_numbers) labels_.clear();
}

}  // namespace quantladder::store
