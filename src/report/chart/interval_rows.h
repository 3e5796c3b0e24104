// A row for each of several figures: its interval, and the readings that it rests on as faint dots.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "lanes.h"

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
  bool is_bar = false;                // from 0 to the value, in place of a dot
  bool is_heading = false;            // has only a name, which the rows below it share
};

struct IntervalRows {
  std::vector<IntervalRow> rows;
  std::string caption;  // of the axis: what the numbers are
  stats::Interval range;
  std::optional<stats::Interval> band;  // what is too small to matter
  bool with_zero_line = false;
  LaneHeights heights = {};
  Spacing spacing = Spacing::even;  // by factors: readings of 0 and less are not drawn
};

Drawing draw_interval_rows(const IntervalRows& chart, double width);

// Returns a range that holds all values, intervals and readings.
stats::Interval range_of_rows(const std::vector<IntervalRow>& rows, bool with_zero);

// Sets the range of figures that are never below 0: from 0, or a log scale where they span more than a power of ten.
void set_range_by_size(IntervalRows& chart);

// Returns "a 49.4 [43.5, 54.9]; b ..." for those who cannot see it, and "code: a 0.03; ..." below a heading.
std::string describe_rows(const std::vector<IntervalRow>& rows);

}  // namespace quantladder::report
