// The section on what the tasks of a run cannot tell.
#include <fmt/format.h>

#include <algorithm>

#include "document_sections.h"
#include "text.h"

namespace quantladder::report {
namespace {

// "L1, L2 (50 points)"
std::string named(const std::vector<TaskPlay>& tasks) {
  std::string names;
  double points = 0;
  for (const TaskPlay& each : tasks) {
    add_part(names, each.task.name);
    points += each.task.points;
  }
  return fmt::format("{} ({} points)", names, to_points(points));
}

std::string floor_text(const TaskPlay& play) {
  std::string outcomes;
  for (const core::OutcomeRow& row : core::kIds<core::Outcome>) {
    const int count = play.outcomes[static_cast<std::size_t>(row.value)];
    if (count > 0) add_part(outcomes, fmt::format("{} {}", count, row.id));
  }
  return fmt::format("At the floor: {}: 0 of {} for all models: {}: look at the replies before believing this.",
                     play.task.name, to_points(play.task.points), outcomes);
}

std::string why_unscored(const Summary& summary, const core::RunItem& task) {
  const auto cell = std::find_if(summary.unscored.begin(), summary.unscored.end(), [&](const UnscoredCell& each) {
    return each.cell.suite == task.suite && each.cell.item == task.id;
  });
  if (cell == summary.unscored.end()) return "no cell";
  const std::string reason = cell->reason.empty() ? "" : ": " + cell->reason;
  return fmt::format("{}{}", core::to_id(cell->outcome), reason);
}

// Tasks without a scored cell, and why they have none.
std::string unmeasured(const Summary& summary) {
  std::string text;
  for (const core::RunItem& task : summary.scored_items) {
    const bool measured =
        std::any_of(summary.at_play.tasks.begin(), summary.at_play.tasks.end(),
                    [&](const auto& each) { return each.task.suite == task.suite && each.task.id == task.id; });
    if (!measured) add_part(text, fmt::format("{} ({})", task.name, why_unscored(summary, task)), "; ");
  }
  if (text.empty()) return "";
  return fmt::format("{} of {} points were measured. Without a scored cell: {}.", to_points(summary.at_play.points()),
                     to_points(summary.points), text);
}

std::string points_at_play(const AtPlay& play) {
  if (play.models < 2) return "Points at play: none, since only one model has scored cells.";
  return fmt::format("Points at play: {} of {}. In the other tasks no two models earned different points.",
                     to_points(play.at_play()), to_points(play.points()));
}

std::vector<std::string> lines_of(const Summary& summary) {
  const AtPlay& play = summary.at_play;
  std::vector<std::string> lines;
  if (std::string text = unmeasured(summary); !text.empty()) lines.push_back(std::move(text));
  lines.push_back(points_at_play(play));
  if (const auto full = play.with(Play::ceiling); !full.empty()) {
    lines.push_back(fmt::format("At the ceiling, every point earned by all models: {}.", named(full)));
  }
  for (const TaskPlay& each : play.with(Play::floor)) lines.push_back(floor_text(each));
  for (const TaskPlay& each : play.tasks) {
    if (each.blocked_points == 0) continue;
    lines.push_back(
        fmt::format("{}: {} points lost to blocked tests in {}, whose build failed or whose server did not "
                    "start.",
                    each.task.name, to_points(each.blocked_points), count_of(each.blocked_cells, "cell")));
  }
  if (const auto equal = play.with(Play::equal); !equal.empty() && play.models > 1) {
    lines.push_back(fmt::format("Equal in each iteration, neither full nor empty: {}.", named(equal)));
  }
  return lines;
}

Table suites_table(const AtPlay& play) {
  Table table{{{"Suite"},
               {"Points", Form::points},
               {"At play", Form::points},
               {"SD of an iteration", Form::score},
               {fmt::format("Iterations for {} points", to_points(kShownDifference)), Form::count}},
              {}};
  for (const SuitePlay& suite : play.suites) {
    table.rows.push_back({suite.suite, suite.points, suite.at_play, suite.sd, suite.iterations});
  }
  return table;
}

}  // namespace

Section at_play_section(const Summary& summary) {
  constexpr const char* kTitle = "What the tasks of this run cannot tell";
  if (summary.at_play.tasks.empty()) return {kTitle, {}};
  return {
      kTitle,
      {Bullets{lines_of(summary)}, suites_table(summary.at_play),
       Paragraph{fmt::format("The last column says how many iterations of each of two models show a difference of {} "
                             "points of that suite with 80 % probability at 5 %, with the spread seen here.",
                             to_points(kShownDifference))}}};
}

}  // namespace quantladder::report
