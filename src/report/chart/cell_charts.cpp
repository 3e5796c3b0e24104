// Every cell of code of a model, and how many of them ended how.
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <memory>

#include "cell_shapes.h"
#include "charts.h"
#include "field_grid.h"
#include "report/text.h"

namespace quantladder::report {
namespace {

constexpr double kLeastCell = 6;
constexpr double kSmallCell = 8;
constexpr double kMostCell = 16;
constexpr double kLeastRow = 14;
constexpr double kTitleRoom = 22;

// A cell as it is drawn.
struct DrawnCell {
  CellShape shape = CellShape::unscored;
  double share = 0;
  std::string tip;
  std::string fragment;
};

// The cells of a model in one suite.
struct SuiteCells {
  std::string title;  // empty: there is only this suite
  std::vector<std::string> tasks;
  std::vector<std::string> iterations;
  std::map<std::pair<std::size_t, std::size_t>, DrawnCell> cells;  // by task and iteration, both from 0
};

struct ModelCells {
  std::vector<SuiteCells> suites;
  ShapeCounts counts{};
};

// Without the model, which has a chart of its own.
std::string cell_text(const TableCell& cell) {
  const core::Record& record = *cell.counted;
  std::string text = fmt::format("{}, iteration {}: {}", cell.name, cell.iteration, core::to_id(record.outcome()));
  if (!core::is_scored(record.outcome()) || record.judgements().empty()) return text;
  const core::Judgement& judgement = record.judgement();
  if (judgement.tests_total > 0) text += fmt::format(", {} of {} tests", judgement.tests_passed, judgement.tests_total);
  return text;
}

bool is_of_code(const TableCell& cell) { return cell.counted->kind() == core::SuiteKind::code; }

// All models have the same columns.
std::map<std::string, int> last_iterations(const CellTable& table) {
  std::map<std::string, int> last;
  for (const TableCell& cell : table.cells()) {
    if (is_of_code(cell)) last[cell.suite] = std::max(last[cell.suite], cell.iteration);
  }
  return last;
}

std::vector<SuiteCells> empty_suites(const CellTable& table, std::map<std::string, std::size_t>& places) {
  const std::map<std::string, int> last = last_iterations(table);
  std::vector<SuiteCells> suites;
  for (const core::SuiteFacts& suite : table.data().manifest.suites) {
    const auto found = last.find(suite.id);
    if (found == last.end()) continue;
    places[suite.id] = suites.size();
    SuiteCells& cells = suites.emplace_back();
    if (last.size() > 1) cells.title = suite.id;
    for (const core::ItemFacts& item : suite.items) cells.tasks.push_back(item.id);
    for (int i = 1; i <= found->second; ++i) cells.iterations.push_back(std::to_string(i));
  }
  return suites;
}

std::vector<ModelCells> cells_by_model(const Summary& summary, const CellTable& table) {
  std::map<std::string, std::size_t> places;
  const std::vector<SuiteCells> empty = empty_suites(table, places);
  std::vector<ModelCells> models(summary.models.size(), ModelCells{empty, {}});
  for (const TableCell& cell : table.cells()) {
    const auto place = places.find(cell.suite);
    if (!is_of_code(cell) || place == places.end()) continue;
    for (std::size_t m = 0; m < models.size(); ++m) {
      if (summary.models[m].id() != cell.model) continue;
      SuiteCells& suite = models[m].suites[place->second];
      const auto task = std::find(suite.tasks.begin(), suite.tasks.end(), cell.item);
      if (task == suite.tasks.end()) continue;
      const CellShape shape = shape_of(cell.counted->outcome());
      ++models[m].counts[static_cast<std::size_t>(shape)];
      suite.cells[{task - suite.tasks.begin(), static_cast<std::size_t>(cell.iteration - 1)}] = {
          shape, share_earned(*cell.counted), cell_text(cell), fragment_of(cell)};
    }
  }
  return models;
}

void add_cell(Drawing& drawing, const DrawnCell& cell, const Frame& field) {
  const double gap = field.right - field.left > kSmallCell ? 1 : 0.5;
  drawing.marks.push_back(LinkStart{cell.fragment, cell.tip});
  add_shape(drawing, cell.shape, cell.share, {field.left + gap, field.right - gap, field.top + 1, field.bottom - 1});
  drawing.marks.push_back(LinkEnd{});
}

FieldGrid grid_of(const SuiteCells& suite, double width) {
  FieldGrid grid{.rows = suite.tasks,
                 .columns = suite.iterations,
                 .headings = Headings::numbers,
                 .least_width = kLeastCell,
                 .most_width = kMostCell,
                 .add_field = [&suite](Drawing& drawing, std::size_t task, std::size_t iteration, const Frame& field) {
                   const auto cell = suite.cells.find({task, iteration});
                   if (cell != suite.cells.end()) add_cell(drawing, cell->second, field);
                 }};
  grid.row_height = std::max(kLeastRow, field_columns(grid, width).width);
  return grid;
}

// Returns how much of the width the cells need: several models may lie side by side.
double width_needed(const ModelCells& model, double width) {
  double needed = std::min(width, kNarrowChart);
  for (const SuiteCells& suite : model.suites) {
    const FieldColumns columns = field_columns(grid_of(suite, width), width);
    const auto side_by_side = static_cast<double>(std::min(columns.per_block, suite.iterations.size()));
    needed = std::max(needed, columns.left + columns.width * side_by_side + 2);
  }
  return needed;
}

Drawing draw_cells(const ModelCells& model, double most_width) {
  const double width = width_needed(model, most_width);
  Drawing drawing{width, 0, {}};
  double y = add_legend(drawing, legend_of(model.counts), 2) + 4;
  for (const SuiteCells& suite : model.suites) {
    if (suite.cells.empty()) continue;
    if (!suite.title.empty()) {
      drawing.marks.push_back(TextMark{2, y + 14, fitted(suite.title, width - 4, kNameSize), "name"});
      y += kTitleRoom;
    }
    y = add_field_grid(drawing, grid_of(suite, width), y) + 6;
  }
  drawing.height = y;
  return drawing;
}

std::string counts_text(const ShapeCounts& counts) {
  std::string text;
  for (const CellShapeRow& row : core::kIds<CellShape>) {
    const int count = counts[static_cast<std::size_t>(row.value)];
    if (count > 0) core::add_part(text, fmt::format("{} {}", count, row.name));
  }
  return text;
}

std::string passes_by_task(const ModelSummary& model) {
  std::string text;
  for (const TaskRates& task : model.tasks) {
    if (task.passes.trials > 0)
      core::add_part(text, fmt::format("{} {}/{}", task.task, task.passes.passed, task.passes.trials));
  }
  return text;
}

bool has_cells(const ModelCells& model) {
  return std::any_of(model.counts.begin(), model.counts.end(), [](int count) { return count > 0; });
}

}  // namespace

Charts cell_charts(const Report& report, const CellTable& table) {
  Charts charts;
  std::vector<ModelCells> models = cells_by_model(report.summary, table);
  for (std::size_t m = 0; m < models.size(); ++m) {
    if (!has_cells(models[m])) continue;
    const ModelSummary& model = report.summary.models[m];
    // A chart may be copied; its cells need not be.
    const auto cells = std::make_shared<const ModelCells>(std::move(models[m]));
    const std::string passes = passes_by_task(model);
    charts.push_back(
        {.id = fmt::format("cells-{}", m + 1),
         .section = "Pass rates by task",
         .title = "Every cell of " + model.id(),
         .description = counts_text(cells->counts) + (passes.empty() ? "" : "; passes by task: " + passes),
         .caption = "A row is a task, a column an iteration, and each mark leads to its cell. An empty place has no "
                    "record. The columns are in the order of the iterations, which is not the order of time.",
         .draw = [cells](double width) { return draw_cells(*cells, width); }});
  }
  return charts;
}

}  // namespace quantladder::report
