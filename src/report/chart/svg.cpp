// A drawing as SVG: https://www.w3.org/TR/SVG11/.
#include <fmt/format.h>

#include <cmath>
#include <functional>

#include "palette.h"
#include "quantladder/report/chart.h"
#include "report/escape.h"
#include "report/text.h"

namespace quantladder::report {
namespace {

// A tenth of a pixel is finer than a screen shows.
std::string number(double value) {
  const double rounded = std::round(value * 10) / 10;
  return fmt::format("{}", rounded == 0 ? 0.0 : rounded);
}

std::string_view anchor_of(Anchor anchor) {
  switch (anchor) {
    case Anchor::middle:
      return " text-anchor=\"middle\"";
    case Anchor::end:
      return " text-anchor=\"end\"";
    case Anchor::start:
      break;
  }
  return "";
}

struct SvgWriter {
  bool with_links = false;
  std::string text = {};

  void operator()(const LineMark& line) {
    text += fmt::format(R"(<line class="{}" x1="{}" y1="{}" x2="{}" y2="{}"/>)", line.role, number(line.x1),
                        number(line.y1), number(line.x2), number(line.y2));
  }
  void operator()(const RectMark& rect) {
    close(fmt::format(R"(<rect class="{}" x="{}" y="{}" width="{}" height="{}")", rect.role, number(rect.x),
                      number(rect.y), number(rect.width), number(rect.height)),
          "rect", rect.tip);
  }
  void operator()(const DotMark& dot) {
    close(fmt::format(R"(<circle class="{}" cx="{}" cy="{}" r="{}")", dot.role, number(dot.x), number(dot.y),
                      number(dot.radius)),
          "circle", dot.tip);
  }
  void operator()(const PathMark& path) {
    close(fmt::format(R"(<path class="{}" fill-rule="evenodd" d="{}")", path.role, path.d), "path", path.tip);
  }
  void operator()(const TextMark& mark) {
    text += fmt::format(R"(<text class="{}" x="{}" y="{}"{}>{}</text>)", mark.role, number(mark.x), number(mark.y),
                        anchor_of(mark.anchor), escape_markup(mark.text));
  }
  void operator()(const LinkStart& link) {
    if (with_links) text += fmt::format(R"(<a href="#{}" aria-label="{}">)", link.fragment, escape_markup(link.label));
  }
  void operator()(const LinkEnd&) {
    if (with_links) text += "</a>";
  }
  void operator()(const GroupStart& group) {
    text +=
        fmt::format("<g transform=\"translate({} {}) scale({:.3g})\">", number(group.x), number(group.y), group.scale);
  }
  void operator()(const GroupEnd&) { text += "</g>"; }

 private:
  void close(const std::string& opened, std::string_view element, const std::string& tip) {
    text += opened;
    text += tip.empty() ? "/>" : fmt::format("><title>{}</title></{}>", escape_markup(tip), element);
  }
};

}  // namespace

std::string to_svg(const Chart& chart, double width, Paint paint) {
  const Drawing drawing = chart.draw(width);
  const bool in_page = paint == Paint::page;
  const std::string id = fmt::format("{}-{}", chart.id, number(width));
  std::string text = fmt::format(
      R"(<svg{} class="chart" role="img" viewBox="0 0 {} {}" width="{}" height="{}" aria-labelledby="{}-t {}-d">)",
      in_page ? "" : " xmlns=\"http://www.w3.org/2000/svg\"", number(drawing.width), number(drawing.height),
      number(drawing.width), number(drawing.height), id, id);
  text += fmt::format(R"(<title id="{}-t">{}</title><desc id="{}-d">{}</desc>)", id, escape_markup(chart.title), id,
                      escape_markup(chart.description));
  if (!in_page) {
    text += fmt::format("<style>{}</style>", style_of(paint == Paint::dark ? Theme::dark : Theme::light));
    text +=
        fmt::format(R"(<rect class="ground" width="{}" height="{}"/>)", number(drawing.width), number(drawing.height));
  }
  SvgWriter writer{.with_links = in_page};
  for (const Mark& mark : drawing.marks) std::visit(std::ref(writer), mark);
  return text + writer.text + "</svg>";
}

std::string fragment_of(const NamedCell& cell) {
  return fmt::format("cell/{}/{}/{}", percent_encode(cell.model), percent_encode(cell.name), cell.iteration);
}

}  // namespace quantladder::report
