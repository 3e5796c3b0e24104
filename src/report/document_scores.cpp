// The sections on the scores behind their means, and on the tasks.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "document_sections.h"
#include "text.h"

namespace quantladder::report {
namespace {

// "13/15 [62, 96]", in per cent
Value share_of(const Proportion& proportion) {
  if (!proportion.wilson) return {};
  return {static_cast<double>(proportion.passed) / proportion.trials, proportion.wilson, to_text(proportion)};
}

Value tests_of(const TaskRates& rates) {
  if (rates.tests_total == 0) return {};
  return {static_cast<double>(rates.tests_passed), {}, fmt::format("{}/{}", rates.tests_passed, rates.tests_total)};
}

// The end of the histograms: every point there is or, where that is not known, the highest score.
double scale_of(const Summary& summary) {
  double scale = summary.points;
  if (scale > 0) return scale;
  for (const ModelSummary& model : summary.models) scale = std::max(scale, model.score ? model.score->max : 0.0);
  return scale;
}

std::string histogram(const ModelSummary& model, double points) {
  static constexpr std::array<const char*, 8> kBars{"▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"};
  std::array<int, 10> bins{};
  for (const IterationScore& iteration : model.iterations) {
    if (!iteration.score || points <= 0) continue;
    const auto bin = static_cast<std::size_t>(std::clamp(10 * *iteration.score / points + 1e-9, 0.0, 9.0));
    ++bins[bin];
  }
  const int most = *std::max_element(bins.begin(), bins.end());
  std::string bars;
  for (const int count : bins) bars += count == 0 ? "·" : kBars[static_cast<std::size_t>((8 * count - 1) / most)];
  return bars;
}

std::string scores_in_order(const ModelSummary& model) {
  std::string text;
  for (const IterationScore& iteration : model.iterations) {
    const std::string score = iteration.score ? to_points(*iteration.score) : kMissing;
    if (iteration.label.empty()) {
      add_part(text, score, " ");
    } else {
      add_part(text, iteration.label + ": " + score);
    }
  }
  return or_missing(text);
}

// Returns whether a task has partial credit.
bool any_by_tests(const Summary& summary) {
  return std::any_of(summary.models.begin(), summary.models.end(), [](const ModelSummary& model) {
    return std::any_of(model.tasks.begin(), model.tasks.end(), [](const TaskRates& task) { return task.by_tests; });
  });
}

// Makes a table with a row for each task: what `of_task` says of the task, and what `of_rates` says of each model in
// it.
template <class OfTask, class OfRates>
Table by_task(const Summary& summary, std::vector<Column> columns, Form form, OfTask of_task, OfRates of_rates) {
  Table table{std::move(columns), {}};
  for (const ModelSummary& model : summary.models) table.columns.push_back({model.id(), form});
  for (std::size_t i = 0; i < summary.scored_items.size(); ++i) {
    std::vector<Value> row = of_task(summary.scored_items[i]);
    for (const ModelSummary& model : summary.models) row.push_back(of_rates(model.tasks[i]));
    table.rows.push_back(std::move(row));
  }
  return table;
}

}  // namespace

Section distribution_section(const Summary& summary) {
  const double scale = scale_of(summary);
  Table table{{{"Model"},
               {"Min", Form::points},
               {"Median", Form::points},
               {"Max", Form::points},
               {"SD", Form::score},
               {fmt::format("0 to {}", to_points(scale))},
               {"By iteration", Form::prose}},
              {}};
  for (const ModelSummary& model : summary.models) {
    if (!model.score) continue;
    const ScoreStatistics& score = *model.score;
    table.rows.push_back(
        {model.id(), score.min, score.median, score.max, score.sd, histogram(model, scale), scores_in_order(model)});
  }
  if (table.rows.empty()) return {"Score distribution", {}};
  return {"Score distribution", {table}};
}

Section levels_section(const Summary& summary) {
  if (summary.scored_items.empty()) return {"Pass rates by task", {}};
  const auto title_of = [](const core::RunItem& task) {
    return task.title.empty() ? task.name : fmt::format("{} {}", task.name, task.title);
  };
  Section section{"Pass rates by task",
                  {Paragraph{"Iterations in which the task was passed / scored, whether or not the others were scored "
                             "there, with the Wilson 95 % interval in percent."},
                   by_task(
                       summary, {{"Task"}, {"Points", Form::points}}, Form::rate,
                       [&](const core::RunItem& task) {
                         return std::vector<Value>{title_of(task), task.points};
                       },
                       [](const TaskRates& rates) { return share_of(rates.passes); })}};
  if (any_by_tests(summary)) {
    section.blocks.push_back(Paragraph{"Points earned in an iteration, on average, of the points that there are:"});
    section.blocks.push_back(by_task(
        summary, {{"Task"}, {"Points", Form::points}}, Form::score,
        [](const core::RunItem& task) {
          return std::vector<Value>{task.name, task.points};
        },
        [](const TaskRates& rates) { return Value(rates.earned); }));
  }
  if (!summary.manifest.imported) {
    section.blocks.push_back(
        Paragraph{"A task is passed when all of its hidden tests are. Hidden tests passed / run:"});
    section.blocks.push_back(by_task(
        summary, {{"Task"}}, Form::count, [](const core::RunItem& task) { return std::vector<Value>{task.name}; },
        tests_of));
  }
  return section;
}

}  // namespace quantladder::report
