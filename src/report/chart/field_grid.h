// Fields in named rows and columns. Columns that have no room side by side go on below, under the same rows.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "axis.h"

namespace quantladder::report {

enum class Headings {
  names,    // numbers with a key, where a name has no room
  numbers,  // some are left out where they have no room
};

struct FieldGrid {
  std::vector<std::string> rows;
  std::vector<std::string> columns;
  Headings headings = Headings::names;
  double row_height = 24;
  double least_width = 6;  // of a column
  double most_width = 1000;
  std::function<void(Drawing& drawing, std::size_t row, std::size_t column, const Frame& field)> add_field;
};

// Where the fields lie.
struct FieldColumns {
  double left = 0;
  double width = 0;           // of each
  std::size_t per_block = 1;  // side by side
};
FieldColumns field_columns(const FieldGrid& grid, double width);

// Adds the grid below `top`, as wide as the drawing. Returns where it ends.
double add_field_grid(Drawing& drawing, const FieldGrid& grid, double top);

}  // namespace quantladder::report
