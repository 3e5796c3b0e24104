#include "quantladder/tasks/suite.h"

#include <algorithm>
#include <numeric>

namespace quantladder::tasks {

const Task* Suite::find(const std::string& task_id) const {
  const auto found = std::find_if(tasks.begin(), tasks.end(), [&](const Task& task) { return task.id == task_id; });
  return found == tasks.end() ? nullptr : &*found;
}

double Suite::points() const {
  return std::accumulate(tasks.begin(), tasks.end(), 0.0,
                         [](double sum, const Task& task) { return sum + task.points; });
}

const Task* find_task(const std::vector<Suite>& suites, const core::CellId& cell) {
  const auto suite =
      std::find_if(suites.begin(), suites.end(), [&](const auto& each) { return each.id == cell.suite; });
  return suite == suites.end() ? nullptr : suite->find(cell.item);
}

}  // namespace quantladder::tasks
