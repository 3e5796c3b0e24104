// How the cells of each model ended, as shares of all of them.
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <numeric>

#include "cell_shapes.h"
#include "charts.h"
#include "report/text.h"

namespace quantladder::report {
namespace {

constexpr double kBarRow = 44;
constexpr double kBarHeight = 16;

struct OutcomeBar {
  std::string model;
  ShapeCounts counts{};

  int cells() const { return std::accumulate(counts.begin(), counts.end(), 0); }
};

std::vector<OutcomeBar> bars_of(const Summary& summary, const CellTable& table) {
  std::map<std::string, ShapeCounts> counts;
  for (const TableCell& cell : table.cells()) {
    if (cell.counted->kind() == core::SuiteKind::code)
      ++counts[cell.model][static_cast<std::size_t>(shape_of(cell.counted->outcome()))];
  }
  std::vector<OutcomeBar> bars;
  for (const ModelSummary& model : summary.models) {
    const auto found = counts.find(model.id());
    if (found != counts.end()) bars.push_back({model.id(), found->second});
  }
  return bars;
}

std::string bar_text(const OutcomeBar& bar) {
  std::string text;
  for (const CellShapeRow& row : core::kIds<CellShape>) {
    const int count = bar.counts[static_cast<std::size_t>(row.value)];
    if (count > 0) core::add_part(text, fmt::format("{} {}", count, row.name));
  }
  return fmt::format("{}: {} of {}", bar.model, text, count_of(bar.cells(), "cell"));
}

// A count stands below its part where it has room beside the one before; the tip has all.
void add_bar(Drawing& drawing, const OutcomeBar& bar, const Frame& frame) {
  const double per_cell = (frame.right - frame.left) / bar.cells();
  double x = frame.left;
  double free_from = frame.left - 1;
  for (const CellShapeRow& row : core::kIds<CellShape>) {
    const int count = bar.counts[static_cast<std::size_t>(row.value)];
    if (count == 0) continue;
    const double width = per_cell * count;
    drawing.marks.push_back(RectMark{x, frame.top, std::max(width - 1, 0.5), kBarHeight, std::string(row.id),
                                     fmt::format("{}: {} {} of {}", bar.model, count, row.name, bar.cells())});
    const std::string number = std::to_string(count);
    const std::string words = fmt::format("{} {}", count, row.name);
    const std::string& text = text_width(words, kSmallSize) + 6 <= width ? words : number;
    if (x >= free_from && x + text_width(text, kSmallSize) <= drawing.width) {
      drawing.marks.push_back(TextMark{x, frame.bottom + 13, text, "sub"});
      free_from = x + text_width(text, kSmallSize) + 4;
    }
    x += width;
  }
}

ShapeCounts counts_together(const std::vector<OutcomeBar>& bars) {
  ShapeCounts sum{};
  for (const OutcomeBar& bar : bars) {
    for (std::size_t i = 0; i < sum.size(); ++i) sum[i] += bar.counts[i];
  }
  return sum;
}

// Here a shape is only its colour: what is as high as a share elsewhere is a part of a bar.
std::vector<LegendEntry> legend_of_bars(const std::vector<OutcomeBar>& bars) {
  const ShapeCounts counts = counts_together(bars);
  std::vector<LegendEntry> entries;
  for (const CellShapeRow& row : core::kIds<CellShape>) {
    if (counts[static_cast<std::size_t>(row.value)] == 0) continue;
    entries.push_back(
        {std::string(row.name), [role = std::string(row.id)](Drawing& drawing, double x, double y, double size) {
           drawing.marks.push_back(RectMark{x, y, size, size, role});
         }});
  }
  return entries;
}

void add_heading(Drawing& drawing, const OutcomeBar& bar, double left, double y) {
  const std::string cells = count_of(bar.cells(), "cell");
  if (is_narrow(drawing.width)) {
    const double room = drawing.width - text_width(cells, kSmallSize) - 12;
    drawing.marks.push_back(TextMark{2, y, fitted_name(bar.model, room, kNameSize), "name"});
    drawing.marks.push_back(TextMark{drawing.width - 2, y, cells, "sub", Anchor::end});
    return;
  }
  drawing.marks.push_back(
      TextMark{left - 8, y + kBarHeight + 1, fitted_name(bar.model, left - 10, kNameSize), "name", Anchor::end});
  drawing.marks.push_back(TextMark{left - 8, y + kBarHeight + 15, cells, "sub", Anchor::end});
}

// On a phone the name stands above its bar.
Drawing draw_outcomes(const std::vector<OutcomeBar>& bars, double width) {
  Drawing drawing{width, 0, {}};
  std::vector<std::string> names;
  std::vector<std::string> cells;
  for (const OutcomeBar& bar : bars) {
    names.push_back(bar.model);
    cells.push_back(count_of(bar.cells(), "cell"));
  }
  const double room = 14 + std::max(widest(names, kNameSize), widest(cells, kSmallSize));
  const double left = is_narrow(width) ? 2 : std::min(room, width * 0.34);
  const double above = is_narrow(width) ? 16 : 0;
  double y = add_legend(drawing, legend_of_bars(bars), 2) + 4;
  for (const OutcomeBar& bar : bars) {
    add_heading(drawing, bar, left, y + above / 2 + 4);
    add_bar(drawing, bar, {left, width - 4, y + above + 6, y + above + 6 + kBarHeight});
    y += kBarRow + above;
  }
  drawing.height = y + 2;
  return drawing;
}

}  // namespace

Charts outcome_chart(const Report& report, const CellTable& table) {
  std::vector<OutcomeBar> bars = bars_of(report.summary, table);
  if (bars.empty()) return {};
  std::string description;
  for (const OutcomeBar& bar : bars) core::add_part(description, bar_text(bar), "; ");
  return {{.id = "outcomes",
           .section = "Outcomes",
           .title = "How the cells of each model ended",
           .description = std::move(description),
           .caption =
               "Each bar is all cells of a model, of which the attempt that counts is shown. Cells are not weighted "
               "by their points, so the green part is not the score.",
           .draw = [bars = std::move(bars)](double width) { return draw_outcomes(bars, width); }}};
}

}  // namespace quantladder::report
