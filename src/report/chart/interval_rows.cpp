#include "interval_rows.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>

namespace quantladder::report {
namespace {

constexpr double kAboveIntervals = 10;
constexpr double kFarInterval = 2;  // spans of the figures that an interval may widen the axis by

std::vector<LaneText> texts_of(const IntervalRows& chart) {
  std::vector<LaneText> texts;
  for (const IntervalRow& row : chart.rows) texts.push_back({row.name, row.sub, row.text, row.is_heading});
  return texts;
}

// Equal readings lie one beside another, so that their number is seen.
void add_points(Drawing& drawing, const IntervalRow& row, const Axis& axis, double y, double room) {
  std::map<double, int> seen;
  for (const double value : row.points) {
    if (axis.spacing == Spacing::by_factors && value <= 0) continue;
    const int before = seen[value]++;
    const int steps = (before + 1) / 2;
    const double offset = (before % 2 == 0 ? 3.4 : -3.4) * steps;
    drawing.marks.push_back(
        DotMark{axis.clamped(value), y + std::clamp(offset, -room, room), 2.2, "point " + row.role});
  }
}

void add_interval(Drawing& drawing, const IntervalRow& row, const Axis& axis, double y) {
  const std::string role = "interval " + row.role;
  const double lo = axis.clamped(row.ci->lo);
  const double hi = axis.clamped(row.ci->hi);
  drawing.marks.push_back(LineMark{lo, y, hi, y, role});
  // An end beyond the axis has no cap.
  if (row.ci->lo >= axis.range.lo) drawing.marks.push_back(LineMark{lo, y - 5, lo, y + 5, role});
  if (row.ci->hi <= axis.range.hi) drawing.marks.push_back(LineMark{hi, y - 5, hi, y + 5, role});
}

void add_row(Drawing& drawing, const IntervalRow& row, const Axis& axis, const Lane& lane) {
  const std::string tip = row.name + ": " + row.text;
  if (!row.fragment.empty()) drawing.marks.push_back(LinkStart{row.fragment, tip});
  drawing.marks.push_back(
      RectMark{axis.from, lane.top + 2, axis.to - axis.from, lane.bottom - lane.top - 4, "hit", tip});
  add_points(drawing, row, axis, lane.middle(), (lane.bottom - lane.top) / 2 - 5);
  if (row.ci) add_interval(drawing, row, axis, lane.middle());
  if (row.value && row.is_bar) {
    const double from = axis.clamped(0);
    const double size = (lane.bottom - lane.top) / 2;
    drawing.marks.push_back(
        RectMark{from, lane.middle() - size / 2, std::max(axis.clamped(*row.value) - from, 0.5), size, row.role, tip});
  } else if (row.value) {
    drawing.marks.push_back(DotMark{axis.clamped(*row.value), lane.middle(), 5, row.role, tip});
  }
  if (!row.fragment.empty()) drawing.marks.push_back(LinkEnd{});
}

// The width that half of the intervals do not reach; 0 without any.
double usual_width(const std::vector<IntervalRow>& rows) {
  std::vector<double> widths;
  for (const IntervalRow& row : rows) {
    if (row.ci) widths.push_back(row.ci->hi - row.ci->lo);
  }
  if (widths.empty()) return 0;
  const auto middle = widths.begin() + static_cast<std::ptrdiff_t>((widths.size() - 1) / 2);
  std::nth_element(widths.begin(), middle, widths.end());
  return *middle;
}

// With the ends of intervals, but for one that is so much wider than the others that nothing else could be told apart.
std::vector<double> values_of_rows(const std::vector<IntervalRow>& rows) {
  std::vector<double> values;
  for (const IntervalRow& row : rows) {
    values.insert(values.end(), row.points.begin(), row.points.end());
    if (row.value) values.push_back(*row.value);
  }
  const auto [least, most] = std::minmax_element(values.begin(), values.end());
  const double span = values.empty() ? 0 : *most - *least;
  const stats::Interval near{values.empty() ? 0 : *least, values.empty() ? 0 : *most};
  const double room = kFarInterval * std::max(span, usual_width(rows));
  for (const IntervalRow& row : rows) {
    if (!row.ci) continue;
    for (const double end : {row.ci->lo, row.ci->hi}) values.push_back(std::clamp(end, near.lo - room, near.hi + room));
  }
  return values;
}

}  // namespace

Drawing draw_interval_rows(const IntervalRows& chart, double width) {
  const std::vector<LaneText> texts = texts_of(chart);
  const Lanes lanes = lay_out(texts, width, chart.heights, kAboveIntervals);
  const Frame& frame = lanes.frame;
  Drawing drawing{width, frame.bottom + kBelowLanes, {}};
  if (chart.band) {
    const Axis place{chart.range, frame.left, frame.right, chart.spacing};
    const double lo = place.clamped(chart.band->lo);
    drawing.marks.push_back(
        RectMark{lo, frame.top, place.clamped(chart.band->hi) - lo, frame.bottom - frame.top, "band"});
  }
  const Axis axis = add_x_axis(drawing, chart.range, frame, chart.caption, chart.spacing);
  if (chart.with_zero_line)
    drawing.marks.push_back(LineMark{axis.clamped(0), frame.top, axis.clamped(0), frame.bottom, "zero"});
  add_texts(drawing, texts, lanes);
  for (std::size_t i = 0; i < chart.rows.size(); ++i) {
    if (!chart.rows[i].is_heading) add_row(drawing, chart.rows[i], axis, lanes.lanes[i]);
  }
  return drawing;
}

stats::Interval range_of_rows(const std::vector<IntervalRow>& rows, bool with_zero) {
  return range_of(values_of_rows(rows), with_zero);
}

void set_range_by_size(IntervalRows& chart) {
  const auto above_zero = [](const IntervalRow& row) {
    return (!row.value || *row.value > 0) && (!row.ci || row.ci->lo > 0);
  };
  std::vector<double> figures;
  for (const IntervalRow& row : chart.rows) {
    if (row.value) figures.push_back(*row.value);
  }
  const auto [least, most] = std::minmax_element(figures.begin(), figures.end());
  const bool is_log =
      !figures.empty() && std::all_of(chart.rows.begin(), chart.rows.end(), above_zero) && *most > 10 * *least;
  chart.spacing = is_log ? Spacing::by_factors : Spacing::even;
  std::vector<double> values = values_of_rows(chart.rows);
  if (is_log) std::erase_if(values, [](double value) { return value <= 0; });
  chart.range = is_log ? range_by_factors(values) : range_of(values, true);
}

std::string describe_rows(const std::vector<IntervalRow>& rows) {
  std::string text;
  bool first = true;
  for (const IntervalRow& row : rows) {
    if (!first) text += text.ends_with(":") ? " " : "; ";
    text += row.is_heading ? row.name + ":" : row.name + " " + row.text;
    first = false;
  }
  return text;
}

}  // namespace quantladder::report
