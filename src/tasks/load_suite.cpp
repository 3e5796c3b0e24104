#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <set>

#include "quantladder/core/answer_language.h"
#include "quantladder/core/error.h"
#include "quantladder/sys/checked_json.h"
#include "quantladder/sys/files.h"
#include "quantladder/tasks/suite.h"
#include "tasks/conversations.h"
#include "tasks/fidelity_domains.h"
#include "tasks/ids.h"
#include "tasks/needs.h"
#include "tasks/origin.h"
#include "tasks/speed_tests.h"
#include "tasks/task_files.h"
#include "tasks/test_points.h"

namespace quantladder::tasks {
namespace {

namespace fs = std::filesystem;
using core::Error;
using core::ErrorKind;
using sys::CheckedObject;

bool is_identifier(const std::string& text) {
  const auto is_word = [](char c) { return c == '_' || std::isalnum(static_cast<unsigned char>(c)) != 0; };
  return !text.empty() && std::isdigit(static_cast<unsigned char>(text[0])) == 0 &&
         std::all_of(text.begin(), text.end(), is_word);
}

double checked_positive(const CheckedObject& object, const std::string& key, double value) {
  if (!(value > 0)) object.fail(key, "must be more than 0");
  return value;
}

Limits read_limits(CheckedObject& task) {
  Limits limits;
  auto object = task.optional_object("limits");
  if (!object) return limits;
  limits.wall_s = checked_positive(*object, "wall_s", object->optional_number("wall_s").value_or(limits.wall_s));
  limits.cpu_s = checked_positive(*object, "cpu_s", object->optional_number("cpu_s").value_or(limits.cpu_s));
  const auto memory = object->optional_integer("memory_mib").value_or(limits.memory_mib);
  if (memory < 64 || memory > 1 << 20) object->fail("memory_mib", "must be between 64 and 1048576");
  limits.memory_mib = static_cast<int>(memory);
  object->finish();
  return limits;
}

std::vector<std::string> read_paths(CheckedObject& task, const std::string& key,
                                    const std::vector<std::string>& paths) {
  for (const std::string& path : paths) {
    if (!is_safe_path(path)) task.fail(key, fmt::format("\"{}\" must be a relative path without '..'", path));
  }
  if (std::set<std::string>(paths.begin(), paths.end()).size() != paths.size()) task.fail(key, "names a file twice");
  return paths;
}

std::vector<core::AnswerFile> read_files(CheckedObject& task, const std::string& key, const fs::path& folder,
                                         const std::vector<std::string>& paths) {
  std::vector<core::AnswerFile> files;
  for (const std::string& path : read_paths(task, key, paths)) {
    auto content = sys::read_file_if_exists(folder / path);
    if (!content) task.fail(key, fmt::format("there is no file {}", (folder / path).string()));
    files.push_back({path, std::move(*content)});
  }
  return files;
}

JudgedBy read_judge(CheckedObject& task) {
  const std::string judge = task.optional_string("judge").value_or("pytest");
  if (judge != "pytest" && judge != "program") task.fail("judge", "must be \"pytest\" or \"program\"");
  return judge == "program" ? JudgedBy::program : JudgedBy::pytest;
}

// A program sends commands and imports nothing, so what it says here was never looked at.
std::string read_module(CheckedObject& object, const Task& task) {
  const auto module = object.optional_string("module");
  if (module && !is_identifier(*module)) object.fail("module", "must be the name of a Python module");
  if (task.judged_by == JudgedBy::program) return module.value_or("solution");
  if (module && task.language != core::to_id(core::AnswerLanguage::python)) {
    object.fail("module", "only an answer in Python has one");
  }
  return module.value_or("");
}

void check_tests(CheckedObject& task, JudgedBy judged_by, const std::vector<core::AnswerFile>& tests) {
  if (tests.empty()) task.fail("tests", "names no file");
  if (judged_by == JudgedBy::program) {
    if (fs::path(tests.front().path).extension() != ".py") task.fail("tests", "the checker must be a .py file");
    return;
  }
  for (const core::AnswerFile& test : tests) {
    const std::string name = fs::path(test.path).filename().string();
    if (name.rfind("test_", 0) != 0 || fs::path(name).extension() != ".py") {
      task.fail("tests", fmt::format("\"{}\" must be named test_*.py", test.path));
    }
  }
}

void check_reference(const fs::path& folder, const Task& task) {
  for (const std::string& path : task.files) {
    const auto has_path = [&](const core::AnswerFile& file) { return file.path == path; };
    if (std::none_of(task.reference.begin(), task.reference.end(), has_path)) {
      throw Error(ErrorKind::usage, fmt::format("{}: missing, task.json names it as part of the answer",
                                                (folder / "reference" / path).string()));
    }
  }
}

std::string read_prompt(const fs::path& path) {
  auto prompt = sys::read_file_if_exists(path);
  if (!prompt || prompt->empty()) throw Error(ErrorKind::usage, fmt::format("{}: missing or empty", path.string()));
  return std::move(*prompt);
}

Task load_task(const fs::path& folder, const Suite& suite) {
  const fs::path path = folder / "task.json";
  if (!fs::exists(path)) throw Error(ErrorKind::usage, fmt::format("{}: missing", path.string()));
  const nlohmann::json value = sys::read_json_file(path);
  CheckedObject object(value, path.string());
  Task task;
  task.suite = suite.id;
  task.id = read_id(object);
  if (task.id != folder.filename())
    object.fail("id", fmt::format("must be the folder's name, {}", folder.filename().string()));
  task.title = object.string("title");
  if (core::row_of(suite.kind).has_points) task.points = checked_positive(object, "points", object.number("points"));
  if (suite.kind == core::SuiteKind::load) task.keywords = object.strings("keywords", {});
  task.language = object.string("language");
  object.optional_id<core::AnswerLanguage>("language");  // or it says which there are
  task.judged_by = read_judge(object);
  task.module = read_module(object, task);
  task.files = read_paths(object, "files", object.strings("files"));
  if (task.files.empty()) object.fail("files", "names no file");
  task.entry_points = object.strings("entry_points");
  task.needs = read_needs(object);
  task.tests = read_files(object, "tests", folder, object.strings("tests"));
  check_tests(object, task.judged_by, task.tests);
  task.extras = read_files(object, "extras", folder, object.strings("extras", {}));
  task.limits = read_limits(object);
  task.test_points = read_test_points(object, task);
  check_task_origin(object);
  object.finish();

  task.prompt = read_prompt(folder / "prompt.md");
  task.reference = read_tree(folder / "reference");
  check_reference(folder, task);
  task.wrong = read_wrong_solutions(folder, task);
  task.prompt_sha256 = sys::sha256_hex(task.prompt);
  task.tests_sha256 = hash_tests(task);
  return task;
}

void read_tasks(CheckedObject& object, const fs::path& folder, Suite& suite) {
  const std::vector<std::string> ids = read_paths(object, "tasks", object.strings("tasks"));
  if (ids.empty()) object.fail("tasks", "names no task");
  for (const std::string& id : ids) suite.tasks.push_back(load_task(folder / id, suite));
  refuse_unneeded_versions(suite);
  read_python_packages(object, suite);
  suite.tests_sha256 = hash_of_all(suite, &Task::tests_sha256);
}

}  // namespace

Suite load_suite(const fs::path& folder) {
  const fs::path path = folder / "suite.json";
  if (!fs::exists(path)) throw Error(ErrorKind::usage, fmt::format("{}: missing", path.string()));
  const nlohmann::json value = sys::read_json_file(path);
  CheckedObject object(value, path.string());
  Suite suite;
  suite.id = read_id(object);
  suite.version = object.string("version");
  suite.title = object.string("title");
  suite.folder = folder;
  object.optional_string("description");
  check_suite_origin(object);
  suite.kind = object.optional_id<core::SuiteKind>("kind").value_or(core::SuiteKind::code);
  switch (suite.kind) {
    case core::SuiteKind::code:
      read_tasks(object, folder, suite);
      suite.prompts_sha256 = hash_of_prompts(suite);
      break;
    case core::SuiteKind::speed:
      read_speed_tests(object, suite);
      break;
    case core::SuiteKind::fidelity:
      read_domains(object, suite);
      break;
    case core::SuiteKind::load:
      read_tasks(object, folder, suite);
      read_load_conversations(object, suite);
      break;
  }
  object.finish();
  return suite;
}

Suite load_suite_with_tasks(const fs::path& folder) {
  Suite suite = load_suite(folder);
  if (!suite.tasks.empty()) return suite;
  throw Error(ErrorKind::usage, fmt::format("{}: a suite of kind \"{}\" has no tasks", (folder / "suite.json").string(),
                                            core::to_id(suite.kind)));
}

}  // namespace quantladder::tasks
