// The radar as it was published, and its corrected form.
#include <fmt/format.h>

#include "charts.h"
#include "report/document_sections.h"
#include "report/text.h"
#include "wheel.h"

namespace quantladder::report {
namespace {

constexpr const char* kPublishedCaption =
    "The published form, for comparison: scales from 0 to 5 with fixed ends and no intervals. Neither the area nor the "
    "order of the axes means anything; colours only tell the models apart. A model with an axis that is not known has "
    "no area.";
constexpr const char* kCorrectedCaption =
    "Each axis has its own unit and runs from its worst end at the centre to its best at the rim; the ends are a "
    "convention. Bars are 95 % intervals. An area is drawn only where all six axes have one, and lies between their "
    "ends; it means nothing more. A ring at the rim or the centre is a value beyond the end. What is not known has no "
    "mark.";

std::string axis_text(const char* name, const std::optional<double>& value) {
  return fmt::format("{} {}", name, value ? fmt::format("{:.4g}", *value) : "not known");
}

WheelModel wheel_model_of(const PublishedRadar& radar) {
  WheelModel model{.name = radar.model};
  for (std::size_t i = 0; i < kRadarAxes; ++i) {
    const auto& value = radar.axes.at(i);
    WheelPlace place{.tip = axis_text(kRadarNames.at(i), value)};
    if (value) place.at = *value / kRadarEnd;
    model.places.push_back(std::move(place));
  }
  return model;
}

double place_on(const CorrectedAxis& axis, double value) { return (value - axis.worst) / (axis.best - axis.worst); }

std::string axis_with_unit(const CorrectedAxis& axis) {
  std::string text = axis_text(axis.name, axis.value);
  if (axis.interval) text += fmt::format(" [{:.3g}, {:.3g}]", axis.interval->lo, axis.interval->hi);
  return fmt::format("{} ({})", text, axis.unit);
}

// An axis may run from a large number to a small one; its interval's ends change places with it.
WheelModel wheel_model_of(const CorrectedRadar& radar) {
  WheelModel model{.name = radar.model};
  for (const CorrectedAxis& axis : radar.axes) {
    WheelPlace place{.tip = axis_with_unit(axis)};
    if (axis.value) place.at = place_on(axis, *axis.value);
    if (axis.interval) {
      const auto ends = std::minmax({place_on(axis, axis.interval->lo), place_on(axis, axis.interval->hi)});
      place.span = stats::Interval{ends.first, ends.second};
    }
    model.places.push_back(std::move(place));
  }
  return model;
}

std::string words_of_wheel(const WheelChart& wheel) {
  std::string words;
  for (const WheelModel& model : wheel.models) {
    std::string places;
    for (const WheelPlace& place : model.places) add_part(places, place.tip);
    add_part(words, model.name + ": " + places, "; ");
  }
  return words;
}

template <class Radar>
void add_models(WheelChart& wheel, const std::vector<Radar>& radars, const std::string& suite, std::string& caption) {
  std::size_t count = 0;
  for (const Radar& radar : radars) {
    if (radar.suite != suite || ++count > kModelColours.size()) continue;
    wheel.models.push_back(wheel_model_of(radar));
  }
  caption += models_left_out(count);
}

Chart wheel_chart(std::string id, std::string title, std::string caption, const WheelChart& wheel) {
  return {.id = std::move(id),
          .section = kPublishedLoadTitle,
          .title = std::move(title),
          .description = words_of_wheel(wheel),
          .caption = std::move(caption),
          .draw = [wheel](double width) { return draw_wheel(wheel, width); }};
}

void add_published(Charts& charts, const PublishedLoad& load, const std::string& suite) {
  WheelChart wheel{.has_ring_numbers = true};
  for (const char* name : kRadarNames) wheel.axes.push_back({.name = name});
  std::string caption = kPublishedCaption;
  add_models(wheel, load.radars, suite, caption);
  if (!wheel.models.empty())
    charts.push_back(wheel_chart("radar-" + suite, suite + ": the six axes as published", caption, wheel));
}

void add_corrected(Charts& charts, const PublishedLoad& load, const std::string& suite) {
  WheelChart wheel{.area = WheelArea::spans};
  std::string caption = kCorrectedCaption;
  add_models(wheel, load.corrected, suite, caption);
  if (wheel.models.empty()) return;
  for (const CorrectedAxis& axis : load.corrected.front().axes)
    wheel.axes.push_back({axis.name, fmt::format("{:g} to {:g} {}", axis.worst, axis.best, axis.short_unit)});
  charts.push_back(wheel_chart("radar-corrected-" + suite, suite + ": the six axes, corrected", caption, wheel));
}

}  // namespace

Charts radar_charts(const Report& report, const CellTable&) {
  Charts charts;
  for (const core::SuiteFacts& suite : report.summary.manifest.suites) {
    add_published(charts, report.published_load, suite.id);
    add_corrected(charts, report.published_load, suite.id);
  }
  return charts;
}

}  // namespace quantladder::report
