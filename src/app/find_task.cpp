#include "quantladder/app/find_task.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

#include "quantladder/core/error.h"
#include "quantladder/sys/files.h"

namespace quantladder::app {

tasks::Suite find_suite_with(const std::string& qualified_id) {
  const std::size_t slash = qualified_id.rfind('/');
  if (slash == std::string::npos) {
    throw core::Error(core::ErrorKind::usage,
                      fmt::format("--task {}: write it as SUITE/ID, for example ladder/L1", qualified_id));
  }
  tasks::Suite suite = tasks::load_suite_with_tasks(tasks::find_suite(qualified_id.substr(0, slash)));
  const tasks::Task* task = suite.find(qualified_id.substr(slash + 1));
  if (task != nullptr) {
    suite.tasks = {tasks::Task(*task)};
    return suite;
  }
  std::vector<std::string> ids;
  for (const auto& each : suite.tasks) ids.push_back(each.id);
  throw core::Error(core::ErrorKind::usage, fmt::format("--task {}: suite {} has no such task; there are: {}",
                                                        qualified_id, suite.id, fmt::join(ids, ", ")));
}

tasks::Task find_task(const std::string& qualified_id) { return find_suite_with(qualified_id).tasks.front(); }

std::vector<core::AnswerFile> read_solution(const std::string& path, const std::string& file_name) {
  namespace fs = std::filesystem;
  if (!fs::exists(path)) throw core::Error(core::ErrorKind::usage, path + ": no such file or folder");
  if (!fs::is_directory(path)) return {{file_name, sys::read_file(path)}};
  std::vector<core::AnswerFile> files;
  // fs::relative would name what a link points to.
  for (const auto& entry : fs::recursive_directory_iterator(path)) {
    if (!entry.is_regular_file() || entry.path().string().find("__pycache__") != std::string::npos) continue;
    files.push_back({entry.path().lexically_relative(path).generic_string(), sys::read_file(entry.path())});
  }
  std::sort(files.begin(), files.end(), [](const auto& a, const auto& b) { return a.path < b.path; });
  return files;
}

}  // namespace quantladder::app
