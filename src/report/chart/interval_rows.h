// A row for each of several figures: its interval, and the readings that it rests on as faint dots.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "axis.h"

namespace quantladder::report {

struct IntervalRow {
  std::string name;
  std::string sub;                    // below the name, smaller; empty: nothing
  std::optional<double> value;        // absent: only the name and the text are shown
  std::optional<stats::Interval> ci;  // absent: the value is a dot
  std::vector<double> points;         // readings
  std::string role;                   // of its colour: role_of
  std::string text;                   // figure and interval in words
  std::string fragment;               // where a click leads; empty: nowhere
};

struct IntervalRows {
  std::vector<IntervalRow> rows;
  std::string caption;  // of the axis: what the numbers are
  stats::Interval range;
  std::optional<stats::Interval> band;  // what is too small to matter
  bool with_zero_line = false;
};

Drawing draw_interval_rows(const IntervalRows& chart, double width);

// Returns a range that holds all values, intervals and readings.
stats::Interval range_of_rows(const std::vector<IntervalRow>& rows, bool with_zero);

// Returns "a 49.4 [43.5, 54.9]; b ..." for those who cannot see it.
std::string describe_rows(const std::vector<IntervalRow>& rows);

}  // namespace quantladder::report
