#include "field_grid.h"

#include <algorithm>
#include <set>

#include "legend.h"

namespace quantladder::report {
namespace {

constexpr double kHeadingRoom = 20;
constexpr double kBetweenBlocks = 10;
constexpr double kMostOfWidth = 0.34;  // for the names of rows
constexpr std::size_t kRoundBlock = 10;
constexpr double kRoomBesideName = 14;
constexpr double kLeastNameWidth = 90;  // a shorter one tells nothing

// Returns the names as they fit above a column; empty where two would look the same, or nothing would be left of one.
std::vector<std::string> names_that_fit(const FieldGrid& grid, double width) {
  std::vector<std::string> names;
  bool is_cut = false;
  for (const std::string& name : grid.columns) {
    names.push_back(fitted_name(name, width - kRoomBesideName, kNameSize));
    is_cut = is_cut || names.back() != fitted(name, 1e9, kNameSize);
  }
  const bool are_distinct = std::set(names.begin(), names.end()).size() == names.size();
  if (is_cut && (!are_distinct || width < kLeastNameWidth)) names.clear();
  return names;
}

std::vector<std::string> numbers_to(std::size_t count) {
  std::vector<std::string> numbers;
  for (std::size_t i = 1; i <= count; ++i) numbers.push_back(std::to_string(i));
  return numbers;
}

// Returns every how many columns there is room for a number.
std::size_t step_of_numbers(const std::vector<std::string>& numbers, double width) {
  for (const std::size_t step : {1, 2, 5, 10, 20, 50}) {
    if (static_cast<double>(step) * width >= widest(numbers, kSmallSize) + 4) return step;
  }
  return 100;
}

// A stretch of the columns, of which `first` is the first.
struct ColumnBlock {
  std::size_t first = 0;
  std::size_t count = 0;
};

void add_names(Drawing& drawing, const std::vector<std::string>& names, const ColumnBlock& block,
               const FieldColumns& columns, double y) {
  for (std::size_t i = 0; i < block.count; ++i) {
    const double middle = columns.left + columns.width * (static_cast<double>(i) + 0.5);
    drawing.marks.push_back(TextMark{middle, y, names[block.first + i], "name", Anchor::middle});
  }
}

// The first number of each block is there, and those at round places that have room beside it.
void add_numbers(Drawing& drawing, const std::vector<std::string>& numbers, const ColumnBlock& block,
                 const FieldColumns& columns, double y) {
  const std::size_t step = step_of_numbers(numbers, columns.width);
  double free_from = 0;
  for (std::size_t i = 0; i < block.count; ++i) {
    const std::size_t at = block.first + i;
    const double middle = columns.left + columns.width * (static_cast<double>(i) + 0.5);
    const double half = text_width(numbers[at], kSmallSize) / 2;
    if (i > 0 && (at + 1) % step != 0) continue;
    if (middle - half < free_from || middle + half > drawing.width) continue;
    drawing.marks.push_back(TextMark{middle, y, numbers[at], "tick", Anchor::middle});
    free_from = middle + half + 4;
  }
}

void add_rows(Drawing& drawing, const FieldGrid& grid, const std::vector<std::string>& rows, const ColumnBlock& block,
              const FieldColumns& columns, double top) {
  for (std::size_t row = 0; row < rows.size(); ++row) {
    const double y = top + grid.row_height * static_cast<double>(row);
    drawing.marks.push_back(TextMark{columns.left - 8, y + grid.row_height / 2 + 4,
                                     fitted_name(rows[row], columns.left - 10, kSmallSize), "tick", Anchor::end});
    for (std::size_t i = 0; i < block.count; ++i) {
      const double left = columns.left + columns.width * static_cast<double>(i);
      grid.add_field(drawing, row, block.first + i, {left, left + columns.width, y, y + grid.row_height});
    }
  }
}

std::vector<std::string> rows_with_numbers(const std::vector<std::string>& names) {
  std::vector<std::string> rows;
  for (const std::string& name : names) rows.push_back(std::to_string(rows.size() + 1) + " " + name);
  return rows;
}

}  // namespace

FieldColumns field_columns(const FieldGrid& grid, double width) {
  FieldColumns columns;
  const double numbers = grid.rows == grid.columns ? text_width("10 ", kSmallSize) : 0;
  const double left_by_columns = width - 2 - grid.most_width * static_cast<double>(grid.columns.size());
  columns.left =
      std::min(14 + numbers + widest(grid.rows, kSmallSize), std::max(width * kMostOfWidth, left_by_columns));
  const double room = width - 2 - columns.left;
  columns.width = std::clamp(room / static_cast<double>(grid.columns.size()), grid.least_width, grid.most_width);
  columns.per_block = std::max<std::size_t>(1, static_cast<std::size_t>(room / columns.width + 1e-9));
  const bool goes_on_below = columns.per_block < grid.columns.size();
  if (goes_on_below && columns.per_block > kRoundBlock) columns.per_block -= columns.per_block % kRoundBlock;
  return columns;
}

double add_field_grid(Drawing& drawing, const FieldGrid& grid, double top) {
  const FieldColumns columns = field_columns(grid, drawing.width);
  const bool of_numbers = grid.headings == Headings::numbers;
  const std::vector<std::string> names = of_numbers ? std::vector<std::string>{} : names_that_fit(grid, columns.width);
  const bool needs_key = !of_numbers && names.empty();
  const std::vector<std::string> numbers = needs_key ? numbers_to(grid.columns.size()) : grid.columns;
  const bool is_square = needs_key && grid.rows == grid.columns;
  const std::vector<std::string> rows = is_square ? rows_with_numbers(grid.rows) : grid.rows;
  double y = top;
  for (std::size_t first = 0; first < grid.columns.size(); first += columns.per_block) {
    const ColumnBlock block{first, std::min(columns.per_block, grid.columns.size() - first)};
    if (first > 0) y += kBetweenBlocks;
    if (names.empty())
      add_numbers(drawing, numbers, block, columns, y + kHeadingRoom - 7);
    else
      add_names(drawing, names, block, columns, y + kHeadingRoom - 7);
    y += kHeadingRoom;
    add_rows(drawing, grid, rows, block, columns, y);
    y += grid.row_height * static_cast<double>(rows.size());
  }
  return needs_key ? add_key(drawing, grid.columns, y + 6) : y;
}

}  // namespace quantladder::report
