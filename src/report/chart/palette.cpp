#include "palette.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <functional>

#include "quantladder/report/chart.h"

namespace quantladder::report {
namespace {

std::string_view in_theme(const Colours& colours, Theme theme) {
  return theme == Theme::dark ? colours.dark : colours.light;
}

std::string_view colour_named(std::string_view name, Theme theme) {
  const auto found = std::find_if(kPalette.begin(), kPalette.end(), [&](const auto& row) { return row.name == name; });
  return in_theme(*found, theme);
}

std::string_view colour_on(const Colours& step, Theme theme) {
  const std::string_view ground = in_theme(step, theme);
  const std::string_view ink = colour_named("ink", theme);
  const std::string_view bg = colour_named("bg", theme);
  return contrast(ink, ground) >= contrast(bg, ground) ? ink : bg;
}

double channel(std::string_view colour, std::size_t at) {
  const int value = std::stoi(std::string(colour.substr(at, 2)), nullptr, 16);
  const double share = value / 255.0;
  return share <= 0.03928 ? share / 12.92 : std::pow((share + 0.055) / 1.055, 2.4);
}

// Relative luminance.
double luminance(std::string_view colour) {
  return 0.2126 * channel(colour, 1) + 0.7152 * channel(colour, 3) + 0.0722 * channel(colour, 5);
}

std::string variables(Theme theme) {
  std::string text;
  for (const PaletteRow& row : kPalette) text += fmt::format("--{}:{};", row.name, in_theme(row, theme));
  for (std::size_t i = 0; i < kSteps.size(); ++i)
    text +=
        fmt::format("--{}:{};--t{}:{};", kSteps[i].name, in_theme(kSteps[i], theme), i, colour_on(kSteps[i], theme));
  return text;
}

using ColourOf = std::function<std::string(std::string_view)>;

// A role may be a mark of any sort: filled as a dot or an area, stroked as a line.
std::string rules_of_colours(const ColourOf& colour) {
  std::string text;
  for (const PaletteRow& row : kPalette) {
    if (row.use != Use::mark && row.use != Use::decoration) continue;
    text += fmt::format(".chart .{0}{{fill:{1}}}.chart .interval.{0},.chart .line.{0}{{stroke:{1}}}", row.name,
                        colour(row.name));
  }
  for (std::size_t i = 0; i < kSteps.size(); ++i)
    text += fmt::format(".chart .h{0}{{fill:{1}}}.chart .t{0}{{fill:{2}}}", i, colour(fmt::format("h{}", i)),
                        colour(fmt::format("t{}", i)));
  return text;
}

std::string rules(const ColourOf& colour) {
  const std::string ink = colour("ink");
  const std::string soft = colour("soft");
  const std::string bg = colour("bg");
  std::string text = fmt::format(
      ".chart text{{font:12px system-ui,-apple-system,'Segoe UI',Roboto,'DejaVu Sans',sans-serif;fill:{0}}}"
      ".chart .mid{{text-anchor:middle}}.chart .end{{text-anchor:end}}.chart path{{fill-rule:evenodd}}"
      ".chart .tick,.chart .sub{{fill:{1};font-size:11px}}.chart .axis{{fill:{1}}}.chart .name{{font-weight:600}}"
      ".chart .sentence{{font-size:32px;font-weight:650}}.chart .large{{font-size:19px}}.chart .large.soft{{fill:{1}}}"
      ".chart .halo{{paint-order:stroke;stroke:{2};stroke-width:3px;stroke-linejoin:round}}",
      ink, soft, bg);
  text += rules_of_colours(colour);
  text += fmt::format(
      ".chart line.grid{{stroke:{0}}}.chart .zero{{stroke:{1};stroke-width:1.5}}.chart .hit{{fill:transparent}}"
      ".chart .interval{{stroke-width:2.5;stroke-linecap:round}}.chart .line{{fill:none;stroke-width:2}}"
      ".chart .front{{fill:none;stroke:{2};stroke-dasharray:4 4}}.chart .point{{opacity:.35}}.chart "
      ".area{{opacity:.16}}"
      ".chart .frame{{fill:none;stroke:{2}}}.chart .ring{{fill:{3};stroke:{1};stroke-width:1.5}}"
      ".chart .missing{{fill:none;stroke:{0};stroke-dasharray:2 2}}"
      ".chart .ground{{fill:{3}}}.chart .on_mark{{fill:{3};font-weight:600}}",
      colour("grid"), ink, soft, bg);
  return text;
}

}  // namespace

double contrast(std::string_view a, std::string_view b) {
  const double x = luminance(a);
  const double y = luminance(b);
  return (std::max(x, y) + 0.05) / (std::min(x, y) + 0.05);
}

std::string step_of(double share) {
  const double last = static_cast<double>(kSteps.size() - 1);
  return fmt::format("h{}", std::lround(std::clamp(share, 0.0, 1.0) * last));
}

std::string text_on_step(double share) { return "t" + step_of(share).substr(1); }

std::string style_of(Theme theme) {
  if (theme == Theme::variables) return rules([](std::string_view name) { return fmt::format("var(--{})", name); });
  return rules([&](std::string_view name) {
    for (std::size_t i = 0; i < kSteps.size(); ++i) {
      if (kSteps[i].name == name) return std::string(in_theme(kSteps[i], theme));
      if (name == fmt::format("t{}", i)) return std::string(colour_on(kSteps[i], theme));
    }
    return std::string(colour_named(name, theme));
  });
}

std::string chart_style() {
  return ":root{color-scheme:light dark;" + variables(Theme::light) + "}@media (prefers-color-scheme:dark){:root{" +
         variables(Theme::dark) + "}}@media print{:root{color-scheme:light;" + variables(Theme::light) + "}}" +
         style_of(Theme::variables);
}

}  // namespace quantladder::report
