#include "cell_shapes.h"

#include <fmt/format.h>

#include <algorithm>

namespace quantladder::report {
namespace {

constexpr double kLeastBar = 2;  // so that a fail without a passed test is seen
constexpr double kShareInLegend = 0.6;

std::string rectangle(const Frame& area) {
  const std::string width = pixels(area.right - area.left);
  return fmt::format("M{} {}h{}v{}h-{}z", pixels(area.left), pixels(area.top), width, pixels(area.bottom - area.top),
                     width);
}

// A rectangle with a hole; `rim`: a share of its shorter side.
std::string with_hole(const Frame& area, double rim) {
  const double wide = rim * std::min(area.right - area.left, area.bottom - area.top);
  return rectangle(area) + rectangle({area.left + wide, area.right - wide, area.top + wide, area.bottom - wide});
}

std::string without_corner(const Frame& area) {
  const std::string width = pixels(area.right - area.left);
  return fmt::format("M{} {}h{}l-{} {}z", pixels(area.left), pixels(area.top), width, width,
                     pixels(area.bottom - area.top));
}

std::string diamond(const Frame& area) {
  const double radius = 0.34 * std::min(area.right - area.left, area.bottom - area.top);
  const std::string half = pixels(radius);
  return fmt::format("M{} {}l{} {}l-{} {}l-{} -{}z", pixels((area.left + area.right) / 2),
                     pixels((area.top + area.bottom) / 2 - radius), half, half, half, half, half, half);
}

RectMark filled(const Frame& area, const std::string& role) {
  return {area.left, area.top, area.right - area.left, area.bottom - area.top, role};
}

}  // namespace

CellShape shape_of(core::Outcome outcome) {
  using core::Outcome;
  switch (outcome) {
    case Outcome::pass:
      return CellShape::pass;
    case Outcome::fail:
      return CellShape::fail;
    case Outcome::no_answer:
      return CellShape::no_answer;
    case Outcome::truncated:
      return CellShape::truncated;
    default:
      return core::is_scored(outcome) ? CellShape::error : CellShape::unscored;
  }
}

double share_earned(const core::Record& record) {
  if (record.judgements().empty() || record.judgement().earned) return record.credit();
  const core::Judgement& judgement = record.judgement();
  return judgement.tests_total > 0 ? static_cast<double>(judgement.tests_passed) / judgement.tests_total : 0;
}

void add_shape(Drawing& drawing, CellShape shape, double share, const Frame& area) {
  const std::string role(core::to_id(shape));
  switch (shape) {
    case CellShape::pass:
      drawing.marks.push_back(filled(area, role));
      return;
    case CellShape::fail: {
      const double full = area.bottom - area.top;
      const double height = std::clamp(share * full, std::min(kLeastBar, full), full);
      drawing.marks.push_back(filled(area, "rest"));
      drawing.marks.push_back(filled({area.left, area.right, area.bottom - height, area.bottom}, role));
      return;
    }
    case CellShape::error:
      drawing.marks.push_back(PathMark{with_hole(area, 0.3), role});
      return;
    case CellShape::truncated:
      drawing.marks.push_back(PathMark{without_corner(area), role});
      return;
    case CellShape::no_answer:
      drawing.marks.push_back(PathMark{with_hole(area, 0.15), role});
      return;
    case CellShape::unscored:
      drawing.marks.push_back(PathMark{diamond(area), role});
      return;
  }
}

std::vector<LegendEntry> legend_of(const ShapeCounts& counts) {
  std::vector<LegendEntry> entries;
  for (const CellShapeRow& row : core::kIds<CellShape>) {
    if (counts[static_cast<std::size_t>(row.value)] == 0) continue;
    entries.push_back({std::string(row.words), [shape = row.value](Drawing& drawing, double x, double y, double size) {
                         add_shape(drawing, shape, kShareInLegend, {x, x + size, y, y + size});
                       }});
  }
  return entries;
}

}  // namespace quantladder::report
