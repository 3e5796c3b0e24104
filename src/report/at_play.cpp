#include "quantladder/report/at_play.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "quantladder/stats/describe.h"
#include "quantladder/stats/power.h"
#include "summarise.h"

namespace quantladder::report {
namespace {

constexpr double kSamePoints = 1e-9;

bool differs(const std::map<std::string, double>& earned_by_model) {
  const auto [least, most] = std::minmax_element(earned_by_model.begin(), earned_by_model.end(),
                                                 [](const auto& a, const auto& b) { return a.second < b.second; });
  return most->second - least->second > kSamePoints;
}

// Returns the points of the test functions of which a case was blocked; of a task that passes or fails, all of them.
double blocked_points(const core::RunItem& task, const core::Judgement& judgement) {
  std::set<std::string> blocked;
  for (const core::TestResult& test : judgement.tests) {
    if (test.status == core::TestStatus::blocked) blocked.insert(core::test_function(test.id));
  }
  if (task.test_points.empty()) return blocked.empty() ? 0 : task.points;
  double points = 0;
  for (const core::TestPoints& each : task.test_points) points += blocked.contains(each.test) ? each.points : 0;
  return points;
}

TaskPlay play_of(const CellTable& table, const core::RunItem& task) {
  TaskPlay result{.task = task};
  std::map<int, std::map<std::string, double>> iterations;  // -> model -> points
  bool all = true;
  bool none = true;
  for (const TableCell& cell : table.cells()) {
    if (cell.suite != task.suite || cell.item != task.id || !core::is_scored(cell.counted->outcome())) continue;
    const double credit = cell.counted->credit();
    ++result.cells;
    const double blocked = blocked_points(task, cell.counted->judgement());
    result.blocked_points += blocked;
    result.blocked_cells += blocked > 0 ? 1 : 0;
    ++result.outcomes[static_cast<std::size_t>(cell.counted->outcome())];
    iterations[cell.iteration][cell.model] = cell.counted->earned();
    all = all && credit == 1;
    none = none && credit == 0;
  }
  if (all || none) {
    result.play = all ? Play::ceiling : Play::floor;
  } else if (std::any_of(iterations.begin(), iterations.end(), [](const auto& each) { return differs(each.second); })) {
    result.play = Play::differing;
  }
  return result;
}

// Returns the pooled standard deviation of the models' scores in these items.
std::optional<double> pooled_sd(const CellTable& table, const std::vector<core::RunItem>& items) {
  double squares = 0;
  double degrees = 0;
  for (const core::ModelFacts& model : table.data().manifest.models) {
    std::vector<double> scores;
    for (const int iteration : table.iterations(model.model.id)) {
      if (const auto score = score_iteration(table, items, model.model.id, iteration).score) scores.push_back(*score);
    }
    const auto sd = stats::standard_deviation(scores);
    if (!sd) continue;
    const auto freedom = static_cast<double>(scores.size() - 1);
    squares += freedom * *sd * *sd;
    degrees += freedom;
  }
  if (degrees == 0) return std::nullopt;
  return std::sqrt(squares / degrees);
}

SuitePlay play_of(const CellTable& table, const std::string& suite, const std::vector<TaskPlay>& tasks) {
  SuitePlay result{.suite = suite};
  std::vector<core::RunItem> items;
  for (const TaskPlay& each : tasks) {
    if (each.task.suite != suite) continue;
    items.push_back(each.task);
    result.points += each.task.points;
    if (each.play == Play::differing) result.at_play += each.task.points;
  }
  result.sd = pooled_sd(table, items);
  if (result.sd && *result.sd > 0)
    result.iterations = stats::pairs_for_test(kShownDifference, *result.sd * std::sqrt(2.0));
  return result;
}

}  // namespace

double AtPlay::points() const {
  double sum = 0;
  for (const TaskPlay& each : tasks) sum += each.task.points;
  return sum;
}

double AtPlay::at_play() const {
  double sum = 0;
  for (const TaskPlay& each : tasks) sum += each.play == Play::differing ? each.task.points : 0;
  return sum;
}

std::vector<TaskPlay> AtPlay::with(Play play) const {
  std::vector<TaskPlay> found;
  std::copy_if(tasks.begin(), tasks.end(), std::back_inserter(found),
               [&](const TaskPlay& each) { return each.play == play; });
  return found;
}

AtPlay find_at_play(const CellTable& table) {
  AtPlay result;
  std::set<std::string> models;
  for (const TableCell& cell : table.cells()) {
    if (core::is_scored(cell.counted->outcome())) models.insert(cell.model);
  }
  result.models = static_cast<int>(models.size());
  std::vector<std::string> suites;
  for (const core::RunItem& task : table.scored_items()) {
    TaskPlay play = play_of(table, task);
    if (play.cells == 0) continue;
    if (std::find(suites.begin(), suites.end(), task.suite) == suites.end()) suites.push_back(task.suite);
    result.tasks.push_back(std::move(play));
  }
  for (const std::string& suite : suites) result.suites.push_back(play_of(table, suite, result.tasks));
  return result;
}

}  // namespace quantladder::report
