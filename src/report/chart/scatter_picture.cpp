#include "scatter_picture.h"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>
#include <set>

#include "label_places.h"
#include "legend.h"

namespace quantladder::report {
namespace {

constexpr double kRadius = 5.5;
constexpr double kRadiusOfMany = 4;
constexpr std::size_t kMany = 24;
constexpr double kRoomAbove = 34;
constexpr double kRoomBelow = 44;      // for the axis
constexpr double kLongestName = 0.42;  // of the width
constexpr double kShortName = 110;

struct Axes {
  Axis x;
  Axis y;
  double radius = 0;  // of a dot
  double x_of(const ScatterMark& mark) const { return x.clamped(mark.x); }
  double y_of(const ScatterMark& mark) const { return y.clamped(mark.y); }
};

bool is_better(double a, double b, stats::Goal goal) { return goal == stats::Goal::higher ? a > b : a < b; }

// An end beyond the axis has no cap.
void add_vertical(Drawing& drawing, const stats::Interval& ci, const Axis& axis, double x, double cap,
                  const std::string& role) {
  const double lo = axis.clamped(ci.lo);
  const double hi = axis.clamped(ci.hi);
  drawing.marks.push_back(LineMark{x, hi, x, lo, role});
  if (ci.lo >= axis.range.lo) drawing.marks.push_back(LineMark{x - cap, lo, x + cap, lo, role});
  if (ci.hi <= axis.range.hi) drawing.marks.push_back(LineMark{x - cap, hi, x + cap, hi, role});
}

void add_horizontal(Drawing& drawing, const stats::Interval& ci, const Axis& axis, double y, double cap,
                    const std::string& role) {
  const double lo = axis.clamped(ci.lo);
  const double hi = axis.clamped(ci.hi);
  drawing.marks.push_back(LineMark{lo, y, hi, y, role});
  if (ci.lo >= axis.range.lo) drawing.marks.push_back(LineMark{lo, y - cap, lo, y + cap, role});
  if (ci.hi <= axis.range.hi) drawing.marks.push_back(LineMark{hi, y - cap, hi, y + cap, role});
}

void add_intervals(Drawing& drawing, const ScatterMark& mark, const Axes& axes) {
  const std::string role = "interval " + mark.role;
  if (mark.x_ci) add_horizontal(drawing, *mark.x_ci, axes.x, axes.y_of(mark), axes.radius - 0.5, role);
  if (mark.y_ci) add_vertical(drawing, *mark.y_ci, axes.y, axes.x_of(mark), axes.radius - 0.5, role);
}

// A ring hides what is below it, as a dot does.
void add_dot(Drawing& drawing, const ScatterMark& mark, const Axes& axes) {
  const double x = axes.x_of(mark);
  const double y = axes.y_of(mark);
  drawing.marks.push_back(DotMark{x, y, axes.radius, mark.is_ring ? "ground" : mark.role, mark.tip});
  if (mark.is_ring) drawing.marks.push_back(DotMark{x, y, axes.radius - 1, "line " + mark.role, mark.tip});
}

void add_stairs(Drawing& drawing, const ScatterPicture& picture, const std::vector<std::size_t>& stairs,
                const Axes& axes) {
  if (stairs.size() < 2) return;
  const ScatterMark& first = picture.marks[stairs.front()];
  std::string d = fmt::format("M{} {}", pixels(axes.x_of(first)), pixels(axes.y_of(first)));
  for (std::size_t i = 1; i < stairs.size(); ++i) {
    const ScatterMark& mark = picture.marks[stairs[i]];
    d += fmt::format("H{}V{}", pixels(axes.x_of(mark)), pixels(axes.y_of(mark)));
  }
  drawing.marks.push_back(PathMark{d, "front"});
}

LabelPlaces places_beside(const ScatterPicture& picture, const std::vector<std::size_t>& stairs, const Frame& frame,
                          const Axes& axes) {
  LabelPlaces places({frame.left + 2, frame.right - 2, frame.top - 8, frame.bottom - 2});
  for (const ScatterMark& mark : picture.marks) {
    const double x = axes.x_of(mark);
    const double y = axes.y_of(mark);
    places.keep_clear({x - axes.radius, x + axes.radius, y - axes.radius, y + axes.radius});
    if (mark.x_ci) places.keep_clear({axes.x.clamped(mark.x_ci->lo), axes.x.clamped(mark.x_ci->hi), y - 2, y + 2});
    if (mark.y_ci) places.keep_clear({x - 2, x + 2, axes.y.clamped(mark.y_ci->hi), axes.y.clamped(mark.y_ci->lo)});
  }
  for (std::size_t i = 1; i < stairs.size(); ++i) {
    const ScatterMark& from = picture.marks[stairs[i - 1]];
    const ScatterMark& to = picture.marks[stairs[i]];
    const auto [left, right] = std::minmax({axes.x_of(from), axes.x_of(to)});
    const auto [top, bottom] = std::minmax({axes.y_of(from), axes.y_of(to)});
    const double level = axes.y_of(from);
    const double step = axes.x_of(to);
    places.keep_clear({left, right, level - 1, level + 1});
    places.keep_clear({step - 1, step + 1, top, bottom});
  }
  return places;
}

// Returns the names at their places, without those that have none. Those of the stairs come first: they are what a
// reader looks for.
std::vector<TextMark> labels_at_places(const ScatterPicture& picture, const std::vector<std::string>& names,
                                       const std::vector<std::size_t>& stairs, LabelPlaces places, const Axes& axes) {
  std::vector<TextMark> placed;
  if (names.empty()) return placed;
  std::vector<std::size_t> order = stairs;
  for (std::size_t i = 0; i < picture.marks.size(); ++i) {
    if (std::find(stairs.begin(), stairs.end(), i) == stairs.end()) order.push_back(i);
  }
  for (const std::size_t i : order) {
    const ScatterMark& mark = picture.marks[i];
    const auto label = places.place(names[i], axes.x_of(mark), axes.y_of(mark), axes.radius);
    if (label) placed.push_back(*label);
  }
  return placed;
}

// Names of at most that width; none where two would look the same.
std::vector<std::string> cut_names(const ScatterPicture& picture, double width) {
  std::vector<std::string> names;
  for (const ScatterMark& mark : picture.marks) names.push_back(fitted_name(mark.name, width, kNameSize));
  if (std::set(names.begin(), names.end()).size() < names.size()) names.clear();
  return names;
}

std::vector<std::string> numbers_of(const ScatterPicture& picture) {
  std::vector<std::string> numbers;
  while (numbers.size() < picture.marks.size()) numbers.push_back(std::to_string(numbers.size() + 1));
  return numbers;
}

void add_key_of(Drawing& drawing, const ScatterPicture& picture) {
  std::vector<std::string> names;
  for (const ScatterMark& mark : picture.marks) names.push_back(mark.name);
  drawing.height = add_key(drawing, names, drawing.height + 2) + 4;
}

void say_how_many_lack(Drawing& drawing, std::size_t lack, std::size_t all) {
  if (lack == 0) return;
  const std::string text = fmt::format("{} of {} names have no room: see the table", lack, all);
  drawing.marks.push_back(TextMark{2, drawing.height + 12, fitted(text, drawing.width - 4, kSmallSize), "sub"});
  drawing.height += 18;
}

// Names, long or short; where not every one has room, numbers with a key below the picture; where few of these have,
// as many names as there is room for.
void add_names(Drawing& drawing, const ScatterPicture& picture, const LabelPlaces& places,
               const std::vector<std::size_t>& stairs, const Axes& axes) {
  const std::size_t all = picture.marks.size();
  const std::vector<std::string> long_names = cut_names(picture, drawing.width * kLongestName);
  std::vector<TextMark> labels = labels_at_places(picture, long_names, stairs, places, axes);
  if (labels.size() < all) {
    std::vector<TextMark> others = labels_at_places(picture, cut_names(picture, kShortName), stairs, places, axes);
    if (others.size() == all) labels = std::move(others);
  }
  bool has_key = false;
  if (labels.size() < all) {
    std::vector<TextMark> numbers = labels_at_places(picture, numbers_of(picture), stairs, places, axes);
    has_key = 2 * numbers.size() > all;
    if (has_key) labels = std::move(numbers);
  }
  drawing.marks.insert(drawing.marks.end(), labels.begin(), labels.end());
  say_how_many_lack(drawing, all - labels.size(), all);
  if (has_key) add_key_of(drawing, picture);
}

}  // namespace

std::vector<std::size_t> stairs_of(const ScatterPicture& picture) {
  std::vector<std::size_t> order(picture.marks.size());
  std::iota(order.begin(), order.end(), 0);
  std::stable_sort(order.begin(), order.end(), [&](std::size_t i, std::size_t j) {
    const ScatterMark& a = picture.marks[i];
    const ScatterMark& b = picture.marks[j];
    return a.x != b.x ? is_better(a.x, b.x, picture.x.goal) : is_better(a.y, b.y, picture.y.goal);
  });
  std::vector<std::size_t> stairs;
  for (const std::size_t i : order) {
    if (stairs.empty() || is_better(picture.marks[i].y, picture.marks[stairs.back()].y, picture.y.goal))
      stairs.push_back(i);
  }
  return stairs;
}

Drawing draw_scatter(const ScatterPicture& picture, double width) {
  Drawing drawing{width, is_narrow(width) ? 312.0 : 352.0, {}};
  Frame frame{0, width - 14, kRoomAbove, drawing.height - kRoomBelow};
  frame.left = 4 + room_for_y_axis(picture.y.range, frame.bottom - frame.top, picture.y.spacing);
  const Axis y = add_y_axis(drawing, picture.y.range, frame, picture.y.caption, picture.y.spacing);
  const Axis x = add_x_axis(drawing, picture.x.range, frame, picture.x.caption, picture.x.spacing);
  const Axes axes{x, y, picture.marks.size() > kMany ? kRadiusOfMany : kRadius};
  const std::vector<std::size_t> stairs = stairs_of(picture);
  add_stairs(drawing, picture, stairs, axes);
  for (const ScatterMark& mark : picture.marks) add_intervals(drawing, mark, axes);
  for (const ScatterMark& mark : picture.marks) add_dot(drawing, mark, axes);
  add_names(drawing, picture, places_beside(picture, stairs, frame, axes), stairs, axes);
  return drawing;
}

}  // namespace quantladder::report
