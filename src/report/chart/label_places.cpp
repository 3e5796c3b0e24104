#include "label_places.h"

#include <algorithm>
#include <array>

namespace quantladder::report {
namespace {

constexpr double kAboveLine = 10;
constexpr double kBelowLine = 3;

// Where a text lies from its point; x in gaps.
struct Offset {
  double gaps;
  double y;
  Anchor anchor;
};

// The best first.
constexpr std::array<Offset, 8> kOffsets{{{1.5, -7, Anchor::start},
                                          {-1.5, -7, Anchor::end},
                                          {1.5, 15, Anchor::start},
                                          {-1.5, 15, Anchor::end},
                                          {2, 4, Anchor::start},
                                          {-2, 4, Anchor::end},
                                          {0, -11, Anchor::middle},
                                          {0, 20, Anchor::middle}}};

Frame area_of(const TextMark& text) {
  const double width = text_width(text.text, kNameSize);
  const double left = text.anchor == Anchor::start ? text.x
                      : text.anchor == Anchor::end ? text.x - width
                                                   : text.x - width / 2;
  return {left, left + width, text.y - kAboveLine, text.y + kBelowLine};
}

}  // namespace

bool LabelPlaces::is_free(const Frame& area) const {
  if (area.left < within_.left || area.right > within_.right || area.top < within_.top || area.bottom > within_.bottom)
    return false;
  return std::none_of(taken_.begin(), taken_.end(), [&](const Frame& other) {
    return area.left < other.right && other.left < area.right && area.top < other.bottom && other.top < area.bottom;
  });
}

std::optional<TextMark> LabelPlaces::place(const std::string& text, double x, double y, double gap) {
  for (const Offset& offset : kOffsets) {
    const TextMark mark{x + offset.gaps * gap, y + offset.y, text, "name halo", offset.anchor};
    if (!is_free(area_of(mark))) continue;
    keep_clear(area_of(mark));
    return mark;
  }
  return std::nullopt;
}

}  // namespace quantladder::report
