#include "legend.h"

#include <fmt/format.h>

#include <algorithm>

namespace quantladder::report {
namespace {

constexpr double kLineHeight = 18;
constexpr double kShapeSize = 11;
constexpr double kShapeRoom = 17;
constexpr double kBetweenEntries = 16;
constexpr double kKeyLine = 15;

std::vector<std::string> numbered(const std::vector<std::string>& names) {
  std::vector<std::string> lines;
  for (const std::string& name : names) lines.push_back(fmt::format("{} {}", lines.size() + 1, name));
  return lines;
}

// Columns of one width, read from top to bottom.
struct KeyColumns {
  std::size_t lines = 0;
  double width = 0;
};

KeyColumns columns_of_key(const std::vector<std::string>& lines, double width) {
  const double needed = std::min(widest(lines, kSmallSize) + kBetweenEntries, width);
  const auto columns = std::max<std::size_t>(1, static_cast<std::size_t>(width / needed));
  return {(lines.size() + columns - 1) / columns, needed};
}

}  // namespace

double add_legend(Drawing& drawing, const std::vector<LegendEntry>& entries, double top) {
  double x = 2;
  double y = top;
  for (const LegendEntry& entry : entries) {
    const std::string words = fitted(entry.words, drawing.width - kShapeRoom - 4, kSmallSize);
    const double width = kShapeRoom + text_width(words, kSmallSize);
    if (x > 2 && x + width > drawing.width) {
      x = 2;
      y += kLineHeight;
    }
    entry.add_shape(drawing, x, y + 2, kShapeSize);
    drawing.marks.push_back(TextMark{x + kShapeRoom, y + 12, words, "sub"});
    x += width + kBetweenEntries;
  }
  return y + kLineHeight;
}

double end_of_key(const std::vector<std::string>& names, double width, double top) {
  return top + kKeyLine * static_cast<double>(columns_of_key(numbered(names), width).lines);
}

double add_key(Drawing& drawing, const std::vector<std::string>& names, double top) {
  const std::vector<std::string> lines = numbered(names);
  const KeyColumns columns = columns_of_key(lines, drawing.width);
  for (std::size_t i = 0; i < lines.size(); ++i) {
    const std::size_t column = i / columns.lines;
    const double x = 2 + columns.width * static_cast<double>(column);
    const double y = top + kKeyLine * static_cast<double>(i % columns.lines + 1) - 4;
    drawing.marks.push_back(TextMark{x, y, fitted_name(lines[i], columns.width - 6, kSmallSize), "sub"});
  }
  return end_of_key(names, drawing.width, top);
}

}  // namespace quantladder::report
