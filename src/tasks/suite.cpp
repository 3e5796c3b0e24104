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

}  // namespace quantladder::tasks
