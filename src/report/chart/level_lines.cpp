#include "level_lines.h"

#include "wheel.h"

namespace quantladder::report {
namespace {

constexpr double kLinesHeight = 190;
constexpr double kAboveLines = 34;  // for the axis' name
constexpr double kBelowLines = 44;  // for the levels and what they are
constexpr double kLineDot = 4;

stats::Interval range_of_lines(const LevelLines& chart) {
  std::vector<double> values;
  for (const LevelLine& line : chart.lines) {
    for (const auto& [level, value] : line.values) values.push_back(value);
  }
  return range_of(values, true);
}

void add_level_names(Drawing& drawing, const std::set<int>& levels, const Frame& frame, const Axis& x) {
  double free_from = 0;
  for (const int level : levels) {
    const std::string name = std::to_string(level);
    const double at = x.at(level);
    const double half = text_width(name, kSmallSize) / 2;
    if (at - half < free_from) continue;
    drawing.marks.push_back(LineMark{at, frame.bottom, at, frame.bottom + 4, "grid"});
    drawing.marks.push_back(TextMark{at, frame.bottom + 16, name, "tick", Anchor::middle});
    free_from = at + half + 4;
  }
}

// A level that is not known parts the line.
void add_line(Drawing& drawing, const LevelLine& line, const std::set<int>& levels, const std::string& colour,
              const Axis& x, const Axis& y) {
  std::string path;
  bool is_drawing = false;
  for (const int level : levels) {
    const auto value = line.values.find(level);
    const bool is_known = value != line.values.end();
    if (is_known) path += (is_drawing ? "L" : "M") + pixels(x.at(level)) + " " + pixels(y.at(value->second));
    is_drawing = is_known;
  }
  if (!path.empty()) drawing.marks.push_back(PathMark{path, "line " + colour});
  for (const auto& [level, value] : line.values)
    drawing.marks.push_back(DotMark{x.at(level), y.at(value), kLineDot, colour, line.tips.at(level)});
}

}  // namespace

Drawing draw_level_lines(const LevelLines& chart, double width) {
  Drawing drawing{width, 0, {}};
  std::vector<std::string> names;
  for (const LevelLine& line : chart.lines) names.push_back(line.model);
  const double top = add_legend(drawing, legend_of_models(names), 0) + kAboveLines;
  const stats::Interval range = range_of_lines(chart);
  const Frame frame{room_for_y_axis(range, kLinesHeight), width - 8, top, top + kLinesHeight};
  drawing.height = frame.bottom + kBelowLines;
  const Axis y = add_y_axis(drawing, range, frame, chart.caption);
  const Axis x{{*chart.levels.begin() - 0.5, *chart.levels.rbegin() + 0.5}, frame.left, frame.right};
  add_level_names(drawing, chart.levels, frame, x);
  for (std::size_t i = 0; i < chart.lines.size(); ++i)
    add_line(drawing, chart.lines[i], chart.levels, kModelColours.at(i), x, y);
  add_x_caption(drawing, frame, "conversations in flight");
  return drawing;
}

}  // namespace quantladder::report
