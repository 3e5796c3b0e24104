// A run that may stop early: what each look at it saw.
#include <fmt/format.h>

#include <algorithm>

#include "charts.h"
#include "figure_rows.h"
#include "report/text.h"

namespace quantladder::report {
namespace {

using core::ComparisonLook;

constexpr double kLookPanel = 200;     // of a panel
constexpr double kLookNumbers = 42;    // beside its frame
constexpr double kLookPanelHead = 46;  // above its frame

struct Path {
  std::string candidate;
  std::string end;  // "worse, after 6 pairs"
  std::string role;
  std::vector<ComparisonLook> looks;
};

struct Paths {
  std::vector<Path> paths;
  stats::Interval range;
  double margin = 0;
  int n_max = 0;
};

std::string end_of(const ComparisonLook& look) {
  switch (look.outcome) {
    case core::LookOutcome::decided:
      return verdict_in_short(look.decision);
    case core::LookOutcome::futile:
      return "little chance to be decided";
    case core::LookOutcome::n_max:
      return "undecided at the planned end";
    case core::LookOutcome::go_on:
      break;
  }
  return "not decided yet";
}

Path path_of(const Report& report, const std::string& candidate) {
  Path path{.candidate = candidate, .role = role_of(report, candidate)};
  for (const core::StoppingLook& look : report.summary.stopping->taken) {
    for (const ComparisonLook& each : look.comparisons) {
      // A comparison that was decided is told again at each later look.
      if (each.candidate == candidate && (path.looks.empty() || each.n > path.looks.back().n))
        path.looks.push_back(each);
    }
  }
  if (path.looks.empty()) return path;
  const ComparisonLook& last = path.looks.back();
  path.end = fmt::format("{}, after {}", end_of(last), count_of(last.n, "pair"));
  return path;
}

std::optional<stats::Interval> interval_of(const ComparisonLook& look) {
  if (!look.repeated_lo || !look.repeated_hi) return std::nullopt;
  return stats::Interval{*look.repeated_lo, *look.repeated_hi};
}

std::string words_of(const ComparisonLook& look) {
  std::string text = fmt::format("{}: {}", count_of(look.n, "pair"),
                                 to_text(Value(look.difference, interval_of(look)), Form::difference));
  return text + fmt::format(", alpha spent {:.2g} of {:.2g}", look.alpha_spent, look.alpha_planned);
}

Paths paths_of(const Report& report) {
  const Stopping& stopping = *report.summary.stopping;
  Paths chart{.margin = stopping.margin, .n_max = stopping.n_max};
  std::vector<double> values{-chart.margin, chart.margin};
  for (const std::string& candidate : stopping.candidates) {
    Path path = path_of(report, candidate);
    if (path.looks.empty()) continue;
    for (const ComparisonLook& look : path.looks) {
      values.push_back(look.difference);
      // Of the first looks they are so wide that they would leave no room for the others.
      if (const auto interval = interval_of(look); interval && &look == &path.looks.back())
        values.insert(values.end(), {interval->lo, interval->hi});
    }
    chart.paths.push_back(std::move(path));
  }
  chart.range = range_of(values, true);
  return chart;
}

void add_look(Drawing& drawing, const ComparisonLook& look, const Path& path, const Axis& x, const Axis& y) {
  const std::string role = look.outcome == core::LookOutcome::decided ? path.role : "open";
  const double at = x.clamped(look.n);
  if (const auto interval = interval_of(look)) {
    const double hi = y.clamped(interval->hi);
    const double lo = y.clamped(interval->lo);
    const std::string mark = "interval " + role;
    drawing.marks.push_back(LineMark{at, hi, at, lo, mark});
    // An end beyond the axis has no cap.
    if (interval->hi <= y.range.hi) drawing.marks.push_back(LineMark{at - 4, hi, at + 4, hi, mark});
    if (interval->lo >= y.range.lo) drawing.marks.push_back(LineMark{at - 4, lo, at + 4, lo, mark});
  }
  drawing.marks.push_back(DotMark{at, y.clamped(look.difference), 4.5, role, words_of(look)});
}

void add_panel(Drawing& drawing, const Paths& chart, const Path& path, const Frame& frame) {
  const Axis place{chart.range, frame.bottom, frame.top};
  const double top = place.clamped(chart.margin);
  drawing.marks.push_back(
      RectMark{frame.left, top, frame.right - frame.left, place.clamped(-chart.margin) - top, "band"});
  const Axis y = add_y_ticks(drawing, chart.range, frame);
  drawing.marks.push_back(LineMark{frame.left, y.at(0), frame.right, y.at(0), "zero"});
  const Axis x{{0, chart.n_max * 1.04}, frame.left, frame.right};
  add_x_ticks(drawing, x, frame);
  const double left = frame.left - kLookNumbers + 8;
  const double room = frame.right - left;
  drawing.marks.push_back(
      TextMark{left, frame.top - 27, fitted_name(path.candidate, room, kNameSize), "name", Anchor::start});
  drawing.marks.push_back(TextMark{left, frame.top - 12, fitted(path.end, room, kSmallSize), "sub", Anchor::start});
  for (std::size_t i = 1; i < path.looks.size(); ++i) {
    drawing.marks.push_back(LineMark{x.clamped(path.looks[i - 1].n), y.clamped(path.looks[i - 1].difference),
                                     x.clamped(path.looks[i].n), y.clamped(path.looks[i].difference), "front"});
  }
  for (const ComparisonLook& look : path.looks) add_look(drawing, look, path, x, y);
}

Drawing draw(const Paths& chart, double width) {
  const std::size_t columns = is_narrow(width) || chart.paths.size() == 1 ? 1 : 2;
  const std::size_t rows = (chart.paths.size() + columns - 1) / columns;
  Drawing drawing{width, kLookPanel * static_cast<double>(rows) + 22, {}};
  const double each = width / static_cast<double>(columns);
  for (std::size_t i = 0; i < chart.paths.size(); ++i) {
    const double left = each * static_cast<double>(i % columns);
    const std::size_t row = i / columns;
    const double top = kLookPanel * static_cast<double>(row);
    add_panel(drawing, chart, chart.paths[i],
              {left + kLookNumbers, left + each - 12, top + kLookPanelHead, top + kLookPanel - 24});
  }
  add_x_caption(drawing, {0, width, 0, drawing.height - 40}, "pairs of iterations");
  return drawing;
}

}  // namespace

Charts looks_chart(const Report& report, const CellTable&) {
  if (!report.summary.stopping) return {};
  const Paths chart = paths_of(report);
  if (chart.paths.empty()) return {};
  std::string description;
  for (const Path& path : chart.paths) {
    std::string looks;
    for (const ComparisonLook& look : path.looks) add_part(looks, words_of(look), "; ");
    add_part(description, fmt::format("{}, {}: {}", path.candidate, path.end, looks), ". ");
  }
  return {Chart{.id = "looks",
                .section = "Comparison",
                .title = "Difference to " + report.summary.stopping->baseline + " at each look",
                .description = description,
                .caption = "Candidate minus baseline in points, with the interval that holds over all looks together; "
                           "it is wider than that of a single test. Shaded: the margin. A look without an interval "
                           "could not tell. The difference at the look that ended a run is likely too large.",
                .draw = [chart](double width) { return draw(chart, width); }}};
}

}  // namespace quantladder::report
