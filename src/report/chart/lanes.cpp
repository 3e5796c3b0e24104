#include "lanes.h"

#include <algorithm>

namespace quantladder::report {
namespace {

constexpr double kHeadingLine = 26;
constexpr double kNameLine = 18;
constexpr double kSubLine = 14;

double above_of(const LaneText& text, bool texts_above) {
  if (!texts_above) return 0;
  return kNameLine + (text.sub.empty() ? 0 : kSubLine);
}

void add_heading(Drawing& drawing, const LaneText& text, const Lane& lane) {
  drawing.marks.push_back(
      TextMark{2, lane.bottom - 7, fitted_name(text.name, drawing.width - 4, kNameSize), "name", Anchor::start});
}

void add_beside(Drawing& drawing, const LaneText& text, const Lane& lane, const Frame& frame) {
  const double room = frame.left - 12;
  const double y = lane.middle();
  drawing.marks.push_back(TextMark{frame.left - 8, y + (text.sub.empty() ? 4 : -1),
                                   fitted_name(text.name, room, kNameSize), "name", Anchor::end});
  if (!text.sub.empty())
    drawing.marks.push_back(TextMark{frame.left - 8, y + 13, fitted(text.sub, room, kSmallSize), "sub", Anchor::end});
  if (!text.text.empty())
    drawing.marks.push_back(TextMark{frame.right + 10, y + 4,
                                     fitted(text.text, drawing.width - frame.right - 12, text_size("value")), "value",
                                     Anchor::start});
}

// Above the marks the lines of the axis run through them.
void add_above(Drawing& drawing, const LaneText& text, const Lane& lane) {
  const double y = lane.top - above_of(text, true) + 12;
  const std::string words = fitted(text.text, drawing.width * 0.62, text_size("value"));
  const double taken = words.empty() ? 4 : text_width(words, text_size("value")) + 14;
  drawing.marks.push_back(
      TextMark{2, y, fitted_name(text.name, drawing.width - taken, kNameSize), "name halo", Anchor::start});
  if (!words.empty()) drawing.marks.push_back(TextMark{drawing.width - 4, y, words, "value halo", Anchor::end});
  if (!text.sub.empty())
    drawing.marks.push_back(
        TextMark{2, y + kSubLine, fitted(text.sub, drawing.width - 4, kSmallSize), "sub halo", Anchor::start});
}

}  // namespace

Lanes lay_out(const std::vector<LaneText>& texts, double width, const LaneHeights& heights, double top) {
  Lanes result{.texts_above = is_narrow(width)};
  double left = 10;
  double right = 10;
  if (!result.texts_above) {
    for (const LaneText& text : texts) {
      if (text.is_heading) continue;
      left = std::max({left, 14 + text_width(text.name, kNameSize), 14 + text_width(text.sub, kSmallSize)});
      if (!text.text.empty()) right = std::max(right, 14 + text_width(text.text, text_size("value")));
    }
  }
  left = std::min(left, width * 0.38);
  right = std::min(right, width * 0.35);
  double y = top;
  for (const LaneText& text : texts) {
    const double height = text.is_heading ? kHeadingLine : result.texts_above ? heights.narrow : heights.wide;
    if (!text.is_heading) y += above_of(text, result.texts_above);
    result.lanes.push_back({y, y + height});
    y += height;
  }
  result.frame = {left, width - right, top, y};
  return result;
}

void add_texts(Drawing& drawing, const std::vector<LaneText>& texts, const Lanes& lanes) {
  for (std::size_t i = 0; i < texts.size(); ++i) {
    if (texts[i].is_heading)
      add_heading(drawing, texts[i], lanes.lanes[i]);
    else if (lanes.texts_above)
      add_above(drawing, texts[i], lanes.lanes[i]);
    else
      add_beside(drawing, texts[i], lanes.lanes[i], lanes.frame);
  }
}

}  // namespace quantladder::report
