// Memory and power over the life of a server start.
#include <fmt/format.h>

#include <algorithm>

#include "charts.h"
#include "lanes.h"
#include "quantladder/core/memory_source.h"
#include "report/text.h"
#include "time_axis.h"

namespace quantladder::report {
namespace {

using core::Sampled;
using core::SampledLine;
using core::SampledPoint;

constexpr std::size_t kFewPoints = 12;

struct SampleLane {
  LaneText text;
  std::string role;
  std::vector<SampledLine> lines;
};

struct SampleChart {
  std::vector<SampleLane> lanes;
  double most = 0;
  double span_ms = 0;
};

// The first of these that was sampled is drawn of a start.
struct SampledFigure {
  const char* id;
  const char* title;
  const char* caption;
  std::vector<Sampled> kinds;
  std::string (*to_words)(double value);
};

const char* words_of(Sampled what) {
  switch (what) {
    case Sampled::process_bytes:
      return "VRAM of the server";
    case Sampled::device_bytes:
      return "VRAM, all of the GPU";
    case Sampled::resident_bytes:
      return "main memory";
    case Sampled::power_w:
      break;
  }
  return "power of the GPU";
}

std::vector<SampledLine> lines_of(const core::SampledStart& start, const std::vector<Sampled>& kinds) {
  std::vector<SampledLine> lines;
  for (const Sampled kind : kinds) {
    std::copy_if(start.lines.begin(), start.lines.end(), std::back_inserter(lines),
                 [&](const SampledLine& line) { return line.what == kind && !line.points.empty(); });
    if (!lines.empty()) break;
  }
  return lines;
}

struct Peak {
  double value = 0;
  int gpu = -1;
};

Peak peak_of(const std::vector<SampledLine>& lines) {
  Peak peak{-1, -1};
  for (const SampledLine& line : lines) {
    for (const SampledPoint& point : line.points) {
      if (point.value > peak.value) peak = {point.value, line.gpu};
    }
  }
  return peak;
}

SampleChart chart_of(const Report& report, const CellTable& cells, const SampledFigure& figure) {
  SampleChart chart;
  for (const ModelSummary& model : report.summary.models) {
    for (const core::SampledStart& start : cells.data().sampled) {
      if (start.model != model.id()) continue;
      const std::vector<SampledLine> lines = lines_of(start, figure.kinds);
      if (lines.empty()) continue;
      const Peak peak = peak_of(lines);
      std::string text = "up to " + figure.to_words(peak.value);
      if (lines.size() > 1) text += fmt::format(" on GPU {}", peak.gpu);
      const std::string sub = fmt::format("start {}: {}", start.number, words_of(lines.front().what));
      chart.lanes.push_back({{model.id(), sub, text}, role_of(report, model.id()), lines});
      chart.most = std::max(chart.most, peak.value);
      for (const SampledLine& line : lines) chart.span_ms = std::max(chart.span_ms, line.points.back().ms);
    }
  }
  return chart;
}

// Nothing is known of a gap: the line is not drawn through what is ten times as long as the usual step.
double longest_step(const std::vector<SampledPoint>& points) {
  std::vector<double> steps;
  for (std::size_t i = 1; i < points.size(); ++i) steps.push_back(points[i].ms - points[i - 1].ms);
  if (steps.empty()) return 0;
  const auto middle = steps.begin() + static_cast<std::ptrdiff_t>(steps.size() / 2);
  std::nth_element(steps.begin(), middle, steps.end());
  return 10 * *middle;
}

using Stretch = std::vector<SampledPoint>;

std::vector<Stretch> without_gaps(const std::vector<SampledPoint>& points) {
  const double longest = longest_step(points);
  std::vector<Stretch> stretches;
  for (const SampledPoint& point : points) {
    if (stretches.empty() || point.ms - stretches.back().back().ms > longest) stretches.emplace_back();
    stretches.back().push_back(point);
  }
  return stretches;
}

std::string path_through(const Stretch& points, const Axis& x, const Axis& y) {
  std::string d;
  for (const SampledPoint& point : points)
    d += fmt::format("{}{:.1f} {:.1f}", d.empty() ? "M" : "L", x.at(point.ms), y.at(point.value));
  return d;
}

void add_line(Drawing& drawing, const SampledLine& line, const SampleLane& lane, const Axis& x, const Axis& y) {
  const std::string tip = lane.text.name + ": " + lane.text.text;
  for (const Stretch& points : without_gaps(line.points)) {
    const std::string d = path_through(points, x, y);
    if (points.size() > 1) {
      drawing.marks.push_back(PathMark{fmt::format("{}L{:.1f} {:.1f}L{:.1f} {:.1f}Z", d, x.at(points.back().ms), y.from,
                                                   x.at(points.front().ms), y.from),
                                       "area " + lane.role, tip});
      drawing.marks.push_back(PathMark{d, "line " + lane.role, tip});
    }
    if (line.points.size() > kFewPoints && points.size() > 1) continue;
    for (const SampledPoint& point : points)
      drawing.marks.push_back(DotMark{x.at(point.ms), y.at(point.value), 2.5, lane.role, tip});
  }
}

Drawing draw(const SampleChart& chart, double width) {
  std::vector<LaneText> texts;
  for (const SampleLane& lane : chart.lanes) texts.push_back(lane.text);
  const Lanes lanes = lay_out(texts, width, {.wide = 64, .narrow = 50}, 4);
  Drawing drawing{width, lanes.frame.bottom + kBelowLanes, {}};
  const TimeUnit unit = time_unit_of(chart.span_ms);
  const double span = chart.span_ms > 0 ? chart.span_ms : unit.ms;
  add_x_axis(drawing, {0, span / unit.ms}, lanes.frame, fmt::format("{} since the start of the server", unit.name));
  add_texts(drawing, texts, lanes);
  const Axis x{{0, span}, lanes.frame.left, lanes.frame.right};
  for (std::size_t i = 0; i < chart.lanes.size(); ++i) {
    const Lane& place = lanes.lanes[i];
    const Axis y{{0, chart.most > 0 ? chart.most : 1}, place.bottom - 4, place.top + 8};
    drawing.marks.push_back(LineMark{x.from, y.from, x.to, y.from, "grid"});
    for (const SampledLine& line : chart.lanes[i].lines) add_line(drawing, line, chart.lanes[i], x, y);
  }
  return drawing;
}

Charts chart_of_figure(const Report& report, const CellTable& cells, const SampledFigure& figure) {
  const SampleChart chart = chart_of(report, cells, figure);
  if (chart.lanes.empty()) return {};
  std::string description;
  for (const SampleLane& lane : chart.lanes)
    add_part(description, fmt::format("{}, {}: {}", lane.text.name, lane.text.sub, lane.text.text), "; ");
  return {Chart{.id = figure.id,
                .section = "Memory",
                .title = figure.title,
                .description = description,
                .caption = figure.caption,
                .draw = [chart](double width) { return draw(chart, width); }}};
}

std::string size_in_words(double bytes) { return to_size(static_cast<std::uint64_t>(bytes)); }
std::string power_in_words(double watts) { return to_rate(watts) + " W"; }

}  // namespace

Charts sample_charts(const Report& report, const CellTable& cells) {
  const SampledFigure memory{.id = "memory_over_time",
                             .title = "Memory over the life of a server",
                             .caption =
                                 "Of each model the start with the highest peak, all on one scale from 0. What "
                                 "a GPU holds in all may be of other programs too. A line is thinned, and keeps "
                                 "its lowest and highest points; it is broken where nothing was sampled.",
                             .kinds = {Sampled::process_bytes, Sampled::device_bytes, Sampled::resident_bytes},
                             .to_words = size_in_words};
  const SampledFigure power{.id = "power_over_time",
                            .title = "Power over the life of a server",
                            .caption =
                                "Of the same starts, all on one scale from 0: what the whole GPU draws. Energy "
                                "is the area; the peaks of a thinned line say nothing of it.",
                            .kinds = {Sampled::power_w},
                            .to_words = power_in_words};
  Charts charts = chart_of_figure(report, cells, memory);
  Charts of_power = chart_of_figure(report, cells, power);
  std::move(of_power.begin(), of_power.end(), std::back_inserter(charts));
  return charts;
}

}  // namespace quantladder::report
