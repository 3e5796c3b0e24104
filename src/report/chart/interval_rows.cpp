#include "interval_rows.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

namespace quantladder::report {
namespace {

constexpr double kTop = 10;
constexpr double kBelow = 44;  // for the axis

struct Layout {
  double row_height = 0;
  Frame frame;
  bool texts_at_the_right = true;
};

Layout layout_of(const IntervalRows& chart, double width) {
  std::vector<std::string> names;
  std::vector<std::string> subs;
  std::vector<std::string> texts;
  for (const IntervalRow& row : chart.rows) {
    names.push_back(row.name);
    subs.push_back(row.sub);
    texts.push_back(row.text);
  }
  Layout layout;
  layout.texts_at_the_right = !is_narrow(width);
  layout.row_height = layout.texts_at_the_right ? 38 : 46;
  const double left = std::min(14 + std::max(widest(names, kNameSize), widest(subs, 11)), width * 0.38);
  const double right = layout.texts_at_the_right ? std::min(14 + widest(texts, 12), width * 0.35) : 10;
  layout.frame = {left, width - right, kTop, kTop + layout.row_height * static_cast<double>(chart.rows.size())};
  return layout;
}

// Equal readings lie one beside another, so that their number is seen.
void add_points(Drawing& drawing, const IntervalRow& row, const Axis& axis, double y, double room) {
  std::map<double, int> seen;
  for (const double value : row.points) {
    const int before = seen[value]++;
    const double offset = (before % 2 == 0 ? 1 : -1) * ((before + 1) / 2) * 3.4;
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

void add_row(Drawing& drawing, const IntervalRow& row, const Axis& axis, const Layout& layout, double top) {
  const Frame& frame = layout.frame;
  const double y = top + layout.row_height / 2 - (layout.texts_at_the_right ? 0 : 7);
  const double room = frame.left - 12;
  drawing.marks.push_back(TextMark{frame.left - 8, y + (row.sub.empty() ? 4 : -1),
                                   fitted_name(row.name, room, kNameSize), "name", Anchor::end});
  if (!row.sub.empty())
    drawing.marks.push_back(TextMark{frame.left - 8, y + 13, fitted(row.sub, room, 11), "sub", Anchor::end});
  if (!row.fragment.empty()) drawing.marks.push_back(LinkStart{row.fragment, row.name + ": " + row.text});
  drawing.marks.push_back(RectMark{frame.left, top + 2, frame.right - frame.left, layout.row_height - 4, "hit",
                                   row.name + ": " + row.text});
  add_points(drawing, row, axis, y, layout.row_height / 2 - 5);
  if (row.ci) add_interval(drawing, row, axis, y);
  if (row.value) drawing.marks.push_back(DotMark{axis.clamped(*row.value), y, 5, row.role, row.name + ": " + row.text});
  if (!row.fragment.empty()) drawing.marks.push_back(LinkEnd{});
  if (layout.texts_at_the_right)
    drawing.marks.push_back(
        TextMark{frame.right + 10, y + 4, fitted(row.text, drawing.width - frame.right - 12, 12), "value"});
  else
    drawing.marks.push_back(
        TextMark{frame.left + 4, y + 22, fitted(row.text, frame.right - frame.left - 6, 12), "value halo"});
}

}  // namespace

Drawing draw_interval_rows(const IntervalRows& chart, double width) {
  const Layout layout = layout_of(chart, width);
  Drawing drawing{width, layout.frame.bottom + kBelow, {}};
  const Frame& frame = layout.frame;
  const Axis place{chart.range, frame.left, frame.right};
  if (chart.band) {
    const double lo = place.clamped(chart.band->lo);
    drawing.marks.push_back(
        RectMark{lo, frame.top, place.clamped(chart.band->hi) - lo, frame.bottom - frame.top, "band"});
  }
  const Axis axis = add_x_axis(drawing, chart.range, frame, chart.caption);
  if (chart.with_zero_line)
    drawing.marks.push_back(LineMark{axis.clamped(0), frame.top, axis.clamped(0), frame.bottom, "zero"});
  for (std::size_t i = 0; i < chart.rows.size(); ++i)
    add_row(drawing, chart.rows[i], axis, layout, frame.top + layout.row_height * static_cast<double>(i));
  return drawing;
}

stats::Interval range_of_rows(const std::vector<IntervalRow>& rows, bool with_zero) {
  std::vector<double> values;
  for (const IntervalRow& row : rows) {
    values.insert(values.end(), row.points.begin(), row.points.end());
    if (row.value) values.push_back(*row.value);
    if (row.ci) values.insert(values.end(), {row.ci->lo, row.ci->hi});
  }
  return range_of(values, with_zero);
}

std::string describe_rows(const std::vector<IntervalRow>& rows) {
  std::string text;
  for (const IntervalRow& row : rows) text += fmt::format("{}{} {}", text.empty() ? "" : "; ", row.name, row.text);
  return text;
}

}  // namespace quantladder::report
