#include "tasks/task_files.h"

#include <fmt/format.h>

#include <algorithm>

#include "quantladder/core/answer_language.h"
#include "quantladder/core/error.h"
#include "quantladder/core/words.h"
#include "quantladder/sys/files.h"
#include "tasks/test_points.h"

namespace quantladder::tasks {
namespace {

namespace fs = std::filesystem;

const core::AnswerLanguageRow& language_of(const Task& task) {
  return core::row_of(*core::parse_id<core::AnswerLanguage>(task.language));
}

bool is_left_out(const fs::path& path) {
  const std::string name = path.filename().string();
  return name.front() == '.' || name == "__pycache__" || path.extension() == ".pyc";
}

std::string first_line(const std::string& text) { return text.substr(0, text.find('\n')); }

std::string broken_requirement(const fs::path& path, const Task& task, const std::vector<core::AnswerFile>& files) {
  const std::string begin = fmt::format("{} breaks:", language_of(task).comment);
  for (const core::AnswerFile& file : files) {
    const std::string line = first_line(file.content);
    if (!line.starts_with(begin)) continue;
    const std::string requirement(core::trimmed(std::string_view(line).substr(begin.size())));
    if (!requirement.empty()) return requirement;
  }
  throw core::Error(core::ErrorKind::usage,
                    fmt::format("{}: must begin with the line \"{} REQUIREMENT\"", path.string(), begin));
}

void take_tests(const fs::path& path, const Task& task, WrongSolution& wrong) {
  BrokenTests broken = parse_broken_tests(wrong.breaks, task.test_points);
  if (!broken.problem.empty())
    throw core::Error(core::ErrorKind::usage, fmt::format("{}: its first line {}", path.string(), broken.problem));
  wrong.loses = std::move(broken.tests);
  wrong.breaks = std::move(broken.requirement);
}

std::vector<core::AnswerFile> read_wrong_files(const fs::path& path, const Task& task) {
  if (fs::is_directory(path)) return read_tree(path);
  const std::string_view extension = language_of(task).extension;
  if (task.files.size() == 1 && path.extension() == extension) return {{task.files.front(), sys::read_file(path)}};
  throw core::Error(
      core::ErrorKind::usage,
      fmt::format("{}: must be {}", path.string(),
                  task.files.size() == 1 ? fmt::format("a {} file or a folder laid out as the answer", extension)
                                         : "a folder, because the answer has several files"));
}

void add_part(std::string& all, std::string_view part) { all += fmt::format("{}:{}\n", part.size(), part); }

void add_files(std::string& all, const char* role, const std::vector<core::AnswerFile>& files) {
  for (const core::AnswerFile& file : files) {
    add_part(all, role);
    add_part(all, file.path);
    add_part(all, file.content);
  }
}

}  // namespace

std::vector<core::AnswerFile> read_tree(const fs::path& folder) {
  std::vector<core::AnswerFile> files;
  if (!fs::is_directory(folder)) return files;
  for (auto entry = fs::recursive_directory_iterator(folder); entry != fs::recursive_directory_iterator(); ++entry) {
    if (is_left_out(entry->path())) {
      if (entry->is_directory()) entry.disable_recursion_pending();
    } else if (entry->is_regular_file()) {
      files.push_back({entry->path().lexically_relative(folder).generic_string(), sys::read_file(entry->path())});
    }
  }
  std::sort(files.begin(), files.end(), [](const auto& a, const auto& b) { return a.path < b.path; });
  return files;
}

std::vector<WrongSolution> read_wrong_solutions(const fs::path& task_folder, const Task& task) {
  std::vector<WrongSolution> result;
  const fs::path folder = task_folder / "wrong";
  if (!fs::is_directory(folder)) return result;
  for (const fs::directory_entry& entry : fs::directory_iterator(folder)) {
    if (is_left_out(entry.path())) continue;
    WrongSolution wrong;
    wrong.name = entry.is_directory() ? entry.path().filename().string() : entry.path().stem().string();
    wrong.files = read_wrong_files(entry.path(), task);
    wrong.breaks = broken_requirement(entry.path(), task, wrong.files);
    if (!task.test_points.empty()) take_tests(entry.path(), task, wrong);
    result.push_back(std::move(wrong));
  }
  std::sort(result.begin(), result.end(), [](const auto& a, const auto& b) { return a.name < b.name; });
  return result;
}

bool is_safe_path(const std::string& path) {
  for (std::size_t begin = 0; begin <= path.size();) {
    const std::size_t end = std::min(path.find('/', begin), path.size());
    const std::string part = path.substr(begin, end - begin);
    if (part.empty() || part == "." || part == "..") return false;
    begin = end + 1;
  }
  return path.find('\0') == std::string::npos && path.find('\\') == std::string::npos;
}

std::string hash_tests(const Task& task) {
  std::string all;
  add_part(all, task.module);
  add_files(all, "test", task.tests);
  add_files(all, "extra", task.extras);
  add_part(all, fmt::format("wall {} cpu {} memory {}", task.limits.wall_s, task.limits.cpu_s, task.limits.memory_mib));
  if (task.judged_by == JudgedBy::program) add_part(all, "judge program");
  for (const core::TestPoints& each : task.test_points) add_part(all, fmt::format("{} {}", each.test, each.points));
  return sys::sha256_hex(all);
}

std::string hash_of_all(const Suite& suite, std::string Task::*hash) {
  std::string all;
  for (const Task& task : suite.tasks) all += fmt::format("{} {}\n", task.id, task.*hash);
  return sys::sha256_hex(all);
}

// What is said beside the prompts decides the answers too.
std::string hash_of_prompts(const Suite& suite) {
  const std::string prompts = hash_of_all(suite, &Task::prompt_sha256);
  if (suite.kind != core::SuiteKind::load) return prompts;
  std::string all = prompts;
  const auto add = [&](const Conversation& each) {
    add_part(all, each.id);
    add_part(all, each.system);
    add_part(all, fmt::format("{}", each.max_tokens));
    for (const std::string& turn : each.turns) add_part(all, turn);
  };
  add(suite.load.primary);
  for (const Conversation& each : suite.load.side) add(each);
  return sys::sha256_hex(all);
}

}  // namespace quantladder::tasks
