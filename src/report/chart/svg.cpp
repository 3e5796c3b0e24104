// A drawing as SVG: https://www.w3.org/TR/SVG11/.
#include <fmt/format.h>

#include <algorithm>
#include <functional>

#include "axis.h"
#include "palette.h"
#include "quantladder/report/chart.h"
#include "report/escape.h"
#include "report/text.h"

namespace quantladder::report {
namespace {

// The class of the anchor, which the style knows.
std::string_view anchor_of(Anchor anchor) {
  switch (anchor) {
    case Anchor::middle:
      return " mid";
    case Anchor::end:
      return " end";
    case Anchor::start:
      break;
  }
  return "";
}

struct SvgWriter {
  bool with_links = false;
  std::string text = {};

  void operator()(const LineMark& line) {
    text += fmt::format(R"(<line class="{}" x1="{}" y1="{}" x2="{}" y2="{}"/>)", line.role, pixels(line.x1),
                        pixels(line.y1), pixels(line.x2), pixels(line.y2));
  }
  void operator()(const RectMark& rect) {
    close(fmt::format(R"(<rect class="{}" x="{}" y="{}" width="{}" height="{}")", rect.role, pixels(rect.x),
                      pixels(rect.y), pixels(rect.width), pixels(rect.height)),
          "rect", rect.tip);
  }
  void operator()(const DotMark& dot) {
    close(fmt::format(R"(<circle class="{}" cx="{}" cy="{}" r="{}")", dot.role, pixels(dot.x), pixels(dot.y),
                      pixels(dot.radius)),
          "circle", dot.tip);
  }
  void operator()(const PathMark& path) {
    close(fmt::format(R"(<path class="{}" d="{}")", path.role, path.d), "path", path.tip);
  }
  void operator()(const TextMark& mark) {
    text += fmt::format(R"(<text class="{}{}" x="{}" y="{}">{}</text>)", mark.role, anchor_of(mark.anchor),
                        pixels(mark.x), pixels(mark.y), escape_markup(mark.text));
  }
  void operator()(const LinkStart& link) {
    if (with_links) text += fmt::format(R"(<a href="#{}"><title>{}</title>)", link.fragment, escape_markup(link.label));
  }
  void operator()(const LinkEnd&) {
    if (with_links) text += "</a>";
  }
  void operator()(const GroupStart& group) {
    text +=
        fmt::format("<g transform=\"translate({} {}) scale({:.3g})\">", pixels(group.x), pixels(group.y), group.scale);
  }
  void operator()(const GroupEnd&) { text += "</g>"; }

 private:
  void close(const std::string& opened, std::string_view element, const std::string& tip) {
    text += opened;
    text += tip.empty() ? "/>" : fmt::format("><title>{}</title></{}>", escape_markup(tip), element);
  }
};

// A picture is one thing to a screen reader; links in it would be hidden.
bool has_links(const Drawing& drawing) {
  return std::any_of(drawing.marks.begin(), drawing.marks.end(),
                     [](const Mark& mark) { return std::holds_alternative<LinkStart>(mark); });
}

}  // namespace

std::string to_svg(const Chart& chart, double width, Paint paint) {
  const Drawing drawing = chart.draw(width);
  const bool in_page = paint == Paint::page;
  const std::string id = fmt::format("{}-{}", chart.id, pixels(width));
  std::string text = fmt::format(
      R"(<svg{} class="chart" role="{}" viewBox="0 0 {} {}" width="{}" height="{}" aria-labelledby="{}-t {}-d">)",
      in_page ? "" : " xmlns=\"http://www.w3.org/2000/svg\"", in_page && has_links(drawing) ? "group" : "img",
      pixels(drawing.width), pixels(drawing.height), pixels(drawing.width), pixels(drawing.height), id, id);
  text += fmt::format(R"(<title id="{}-t">{}</title><desc id="{}-d">{}</desc>)", id, escape_markup(chart.title), id,
                      escape_markup(chart.description));
  if (!in_page) {
    text += fmt::format("<style>{}</style>", style_of(paint == Paint::dark ? Theme::dark : Theme::light));
    text +=
        fmt::format(R"(<rect class="ground" width="{}" height="{}"/>)", pixels(drawing.width), pixels(drawing.height));
  }
  SvgWriter writer{.with_links = in_page};
  for (const Mark& mark : drawing.marks) std::visit(std::ref(writer), mark);
  return text + writer.text + "</svg>";
}

std::string fragment_of(const NamedCell& cell) {
  return fmt::format("cell/{}/{}/{}", percent_encode(cell.model), percent_encode(cell.name), cell.iteration);
}

}  // namespace quantladder::report
