// What each model earned in each task.
#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "charts.h"
#include "field_grid.h"
#include "palette.h"
#include "report/text.h"

namespace quantladder::report {
namespace {

constexpr double kTextRow = 24;
constexpr double kDenseRow = 16;
constexpr std::size_t kMostTextRows = 60;
constexpr double kLeastTextColumn = 40;
constexpr double kFieldText = 12;

// One model's result in one task.
struct TaskField {
  double share = 0;
  std::string text;
  std::string tip;
  std::string fragment;
};

// The tasks of a suite by models.
struct TaskMap {
  std::vector<std::string> tasks;
  std::vector<std::string> models;
  std::map<std::pair<std::size_t, std::size_t>, TaskField> fields;  // by task and model
};

using FirstCells = std::map<core::CellId, std::string>;  // fragments by the cell, with iteration 0

FirstCells first_cells(const CellTable& table) {
  FirstCells cells;
  for (const TableCell& cell : table.cells())
    cells.emplace(core::CellId{cell.model, cell.suite, cell.item, 0}, fragment_of(cell));
  return cells;
}

TaskField field_of(const std::string& model, const TaskRates& rates) {
  const Proportion& passes = rates.passes;
  const std::string counted = fmt::format("{}/{}", passes.passed, passes.trials);
  TaskField field{.share = static_cast<double>(passes.passed) / passes.trials,
                  .text = counted,
                  .tip = fmt::format("{}, {}: {} passed", model, rates.task, counted)};
  if (rates.by_tests && rates.earned && rates.points > 0) {
    field.share = *rates.earned / rates.points;
    field.text = fmt::format("{:.0f} %", 100 * field.share);
    field.tip += fmt::format(", {} of {} points", to_text(*rates.earned), to_points(rates.points));
  }
  return field;
}

const TaskRates* rates_of(const ModelSummary& model, const std::string& task) {
  const auto found = std::find_if(model.tasks.begin(), model.tasks.end(), [&](const TaskRates& rates) {
    return rates.task == task && rates.passes.trials > 0;
  });
  return found == model.tasks.end() ? nullptr : &*found;
}

TaskMap map_of(const Summary& summary, const std::string& suite, const FirstCells& first) {
  TaskMap map;
  for (const ModelSummary& model : summary.models) {
    const bool is_scored = std::any_of(model.tasks.begin(), model.tasks.end(),
                                       [](const TaskRates& rates) { return rates.passes.trials > 0; });
    if (is_scored) map.models.push_back(model.id());
  }
  for (const core::RunItem& item : summary.scored_items) {
    if (item.suite != suite) continue;
    std::size_t column = 0;
    for (const ModelSummary& model : summary.models) {
      const TaskRates* rates = rates_of(model, item.name);
      if (rates != nullptr) {
        TaskField& field = map.fields[{map.tasks.size(), column}] = field_of(model.id(), *rates);
        const auto cell = first.find({model.id(), item.suite, item.id, 0});
        if (cell != first.end()) field.fragment = cell->second;
      }
      if (column < map.models.size() && map.models[column] == model.id()) ++column;
    }
    map.tasks.push_back(item.id);
  }
  return map;
}

void add_task_field(Drawing& drawing, const TaskField& field, const Frame& area) {
  const double gap = area.right - area.left > 12 ? 1 : 0.5;
  const double width = area.right - area.left - 2 * gap;
  if (!field.fragment.empty()) drawing.marks.push_back(LinkStart{field.fragment, field.tip});
  drawing.marks.push_back(RectMark{area.left + gap, area.top + gap, width, area.bottom - area.top - 2 * gap,
                                   step_of(field.share), field.fragment.empty() ? field.tip : ""});
  if (text_width(field.text, kFieldText) <= width - 2)
    drawing.marks.push_back(TextMark{(area.left + area.right) / 2, (area.top + area.bottom) / 2 + 4, field.text,
                                     text_on_step(field.share), Anchor::middle});
  if (!field.fragment.empty()) drawing.marks.push_back(LinkEnd{});
}

// Where not every model has a column with room for its texts, whatever there is more of goes down the page.
bool has_models_as_rows(const TaskMap& map, double width) {
  const FieldGrid grid{.rows = map.tasks, .columns = map.models, .add_field = nullptr};
  return map.models.size() > map.tasks.size() && field_columns(grid, width).width < kLeastTextColumn;
}

Drawing draw_tasks(const TaskMap& map, double width) {
  Drawing drawing{width, 0, {}};
  const bool models_are_rows = has_models_as_rows(map, width);
  const std::vector<std::string>& rows = models_are_rows ? map.models : map.tasks;
  const FieldGrid grid{.rows = rows,
                       .columns = models_are_rows ? map.tasks : map.models,
                       .row_height = rows.size() > kMostTextRows ? kDenseRow : kTextRow,
                       .add_field = [&](Drawing& into, std::size_t row, std::size_t column, const Frame& area) {
                         const auto field =
                             map.fields.find(models_are_rows ? std::pair(column, row) : std::pair(row, column));
                         if (field != map.fields.end()) return add_task_field(into, field->second, area);
                         into.marks.push_back(RectMark{area.left + 1, area.top + 1, area.right - area.left - 2,
                                                       area.bottom - area.top - 2, "missing", "no scored cell"});
                       }};
  drawing.height = add_field_grid(drawing, grid, 2) + 6;
  return drawing;
}

std::string description_of(const TaskMap& map) {
  std::string text;
  for (std::size_t task = 0; task < map.tasks.size(); ++task) {
    std::string fields;
    for (std::size_t model = 0; model < map.models.size(); ++model) {
      const auto field = map.fields.find({task, model});
      core::add_part(fields, map.models[model] + " " + (field == map.fields.end() ? kMissing : field->second.text));
    }
    core::add_part(text, map.tasks[task] + ": " + fields, "; ");
  }
  return text;
}

}  // namespace

Charts task_charts(const Report& report, const CellTable& table) {
  Charts charts;
  const FirstCells first = first_cells(table);
  const std::vector<core::SuiteFacts> suites = report.summary.manifest.scored_suites();
  for (const core::SuiteFacts& suite : suites) {
    TaskMap map = map_of(report.summary, suite.id, first);
    if (map.fields.empty()) continue;
    const bool is_one = suites.size() == 1;
    charts.push_back({.id = is_one ? "tasks" : fmt::format("tasks-{}", charts.size() + 1),
                      .section = "Pass rates by task",
                      .title = is_one ? "Tasks of each model" : "Tasks of " + suite.id,
                      .description = description_of(map),
                      .caption =
                          "Scored iterations that passed, of those scored; in per cent where a task gives points "
                          "for single tests. One field rests on few iterations: two that differ show no "
                          "difference of the models.",
                      .draw = [map = std::move(map)](double width) { return draw_tasks(map, width); }});
  }
  return charts;
}

}  // namespace quantladder::report
