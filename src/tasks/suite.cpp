#include "quantladder/tasks/suite.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <numeric>

#include "quantladder/core/error.h"
#include "quantladder/core/lists.h"

namespace quantladder::tasks {
namespace {

namespace fs = std::filesystem;

std::vector<fs::path> places(const std::string& name_or_path) {
  std::vector<fs::path> result{name_or_path};
  if (name_or_path.find('/') != std::string::npos) return result;
  if (const char* variable = std::getenv("QUANTLADDER_TASKS")) result.push_back(fs::path(variable) / name_or_path);
  result.push_back(fs::path("tasks") / name_or_path);
  // An installed tree that was moved as a whole still finds its own tasks.
  std::error_code error;
  const fs::path program = fs::read_symlink("/proc/self/exe", error);
  if (!error) result.push_back(program.parent_path().parent_path() / "share/quantladder/tasks" / name_or_path);
  result.push_back(fs::path(QUANTLADDER_SOURCE_TASKS) / name_or_path);
  result.push_back(fs::path(QUANTLADDER_INSTALLED_TASKS) / name_or_path);
  return result;
}

}  // namespace

const Task* Suite::find(const std::string& task_id) const {
  const auto found = std::find_if(tasks.begin(), tasks.end(), [&](const Task& task) { return task.id == task_id; });
  return found == tasks.end() ? nullptr : &*found;
}

const Conversation* LoadSuite::find(const std::string& id) const {
  if (primary.id == id) return &primary;
  const auto found = std::find_if(side.begin(), side.end(), [&](const Conversation& each) { return each.id == id; });
  return found == side.end() ? nullptr : &*found;
}

int LoadSuite::most_in_flight() const {
  int most = 1;
  for (const core::LoadItem& item : items) most = std::max(most, item.level);
  return most;
}

double Suite::points() const {
  return std::accumulate(tasks.begin(), tasks.end(), 0.0,
                         [](double sum, const Task& task) { return sum + task.points; });
}

std::vector<core::AnswerFile> assembled(const Task& task, std::vector<core::AnswerFile> files) {
  for (const core::AnswerFile& before : task.earlier) {
    const auto has_path = [&](const core::AnswerFile& file) { return file.path == before.path; };
    if (std::none_of(files.begin(), files.end(), has_path)) files.push_back(before);
  }
  return files;
}

const Task* find_task(const std::vector<Suite>& suites, const core::CellId& cell) {
  const auto suite =
      std::find_if(suites.begin(), suites.end(), [&](const auto& each) { return each.id == cell.suite; });
  return suite == suites.end() ? nullptr : suite->find(cell.item);
}

fs::path find_suite(const std::string& name_or_path) {
  std::string looked;
  for (const fs::path& place : places(name_or_path)) {
    std::error_code ignored;
    if (!name_or_path.empty() && fs::is_regular_file(place / "suite.json", ignored)) return place;
    core::add_part(looked, (place / "suite.json").string());
  }
  throw core::Error(core::ErrorKind::usage, fmt::format("no suite \"{}\": looked for {}", name_or_path, looked));
}

std::vector<fs::path> find_suites() {
  std::vector<fs::path> folders;
  for (const auto& entry : fs::directory_iterator(find_suite("ladder").parent_path())) {
    if (fs::exists(entry.path() / "suite.json")) folders.push_back(entry.path());
  }
  std::sort(folders.begin(), folders.end());
  return folders;
}

}  // namespace quantladder::tasks
