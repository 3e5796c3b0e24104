#include "tasks/import/suite_writer.h"

#include <fmt/format.h>
#include <unistd.h>

#include <cctype>
#include <nlohmann/json.hpp>

#include "quantladder/core/error.h"
#include "quantladder/sys/checked_json.h"
#include "quantladder/sys/files.h"
#include "quantladder/tasks/suite.h"
#include "tasks/task_files.h"

namespace quantladder::tasks {
namespace {

namespace fs = std::filesystem;
using core::Error;
using core::ErrorKind;
using Json = nlohmann::ordered_json;

constexpr std::size_t kLongestId = 100;

// "HumanEval/0" becomes "HumanEval_0": no name of a data set can lead out of the suite's folder.
std::string as_task_id(const std::string& name) {
  std::string id;
  for (const char c : name) id += std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '-' ? c : '_';
  return id;
}

bool is_free(const fs::path& folder) {
  return !fs::exists(fs::symlink_status(folder)) || (fs::is_directory(folder) && fs::is_empty(folder));
}

// The whole path, without "." and a slash at its end.
fs::path whole(const fs::path& folder) {
  const fs::path path = fs::absolute(folder).lexically_normal();
  return path.has_filename() ? path : path.parent_path();
}

std::vector<std::string> paths_of(const std::vector<core::AnswerFile>& files) {
  std::vector<std::string> paths;
  for (const core::AnswerFile& file : files) paths.push_back(file.path);
  return paths;
}

Json task_json(const std::string& id, const TaskDraft& draft) {
  Json json{{"id", id},
            {"title", draft.title},
            {"points", 1},
            {"language", "python"},
            {"module", draft.module},
            {"files", paths_of(draft.reference)},
            {"entry_points", draft.entry_points},
            {"tests", paths_of(draft.tests)},
            {"extras", paths_of(draft.extras)},
            {"limits",
             {{"wall_s", draft.limits.wall_s}, {"cpu_s", draft.limits.cpu_s}, {"memory_mib", draft.limits.memory_mib}}},
            {"origin", draft.origin.empty() ? draft.name : draft.origin}};
  if (!draft.published.empty()) json["published"] = draft.published;
  return json;
}

Json suite_json(const SuiteImport& asked, const std::string& id, const std::vector<std::string>& tasks,
                const std::string& sha256) {
  const core::DataSetRow& row = core::row_of(asked.data_set);
  const std::string source = whole(asked.source).filename().string();
  return {{"id", id},
          {"version", "1.0.0+" + sha256.substr(0, 8)},
          {"title", row.title},
          {"description",
           fmt::format("{} tasks of {}, imported from {}; one point each.", tasks.size(), row.title, source)},
          {"origin", {{"name", row.title}, {"licence", row.licence}, {"source", source}, {"sha256", sha256}}},
          {"tasks", tasks}};
}

void write_files(const fs::path& folder, const std::vector<core::AnswerFile>& files) {
  for (const core::AnswerFile& file : files) {
    if (!is_safe_path(file.path)) {
      throw Error(ErrorKind::usage, fmt::format("\"{}\" must be a relative path without '..'", file.path));
    }
    sys::write_file(folder / file.path, file.content);
  }
}

}  // namespace

SuiteWriter::SuiteWriter(const fs::path& folder) : folder_(whole(folder)), id_(folder_.filename().string()) {
  if (id_.empty() || as_task_id(id_) != id_) {
    throw Error(ErrorKind::usage,
                fmt::format("{}: the folder's name becomes the suite's id, which has letters, digits, "
                            "'-' and '_' only; choose another one with --out",
                            folder.string()));
  }
  if (!is_free(folder_)) {
    throw Error(ErrorKind::usage, fmt::format("{}: is there already and not an empty folder; choose another one with "
                                              "--out",
                                              folder.string()));
  }
  unfinished_ = folder_.parent_path() / fmt::format(".{}.{}.importing", id_, getpid());
  fs::create_directories(unfinished_);
}

SuiteWriter::~SuiteWriter() {
  std::error_code ignored;
  fs::remove_all(unfinished_, ignored);
}

void SuiteWriter::add(const std::string& place, const TaskDraft& draft) {
  const std::string id = as_task_id(draft.name);
  if (id.empty() || id.size() > kLongestId) {
    throw Error(ErrorKind::usage, fmt::format("{}: the task's name must have 1 to {} characters, found {}", place,
                                              kLongestId, id.size()));
  }
  if (const auto before = where_.find(id); before != where_.end()) {
    throw Error(ErrorKind::usage, fmt::format("{}: a second task {}; the first is {}", place, id, before->second));
  }
  try {
    write_task(id, draft);
  } catch (const Error& error) {
    std::error_code ignored;
    fs::remove_all(unfinished_ / id, ignored);
    if (error.kind() != ErrorKind::usage) throw;
    throw Error(ErrorKind::usage, fmt::format("{}: makes no task: {}", place, error.what()));
  }
  ids_.push_back(id);
  where_[id] = place;
}

void SuiteWriter::write_task(const std::string& id, const TaskDraft& draft) {
  for (const std::string* text : {&draft.prompt, &draft.title, &draft.origin}) {
    if (!sys::is_utf8(*text)) throw Error(ErrorKind::usage, "its text is not UTF-8");
  }
  const fs::path task = unfinished_ / id;
  write_files(task / "reference", draft.reference);
  write_files(task, draft.tests);
  write_files(task, draft.extras);
  sys::write_file(task / "prompt.md", draft.prompt);
  sys::write_file(task / "task.json", task_json(id, draft).dump(2) + "\n");
  // As a suite of this task alone: what cannot be loaded is told of the row that it comes from.
  const Json alone{{"id", id_}, {"version", "0"}, {"title", id_}, {"tasks", {id}}};
  sys::write_file(unfinished_ / "suite.json", alone.dump());
  load_suite_with_tasks(unfinished_);
}

void SuiteWriter::finish(const SuiteImport& asked, const std::string& source_sha256) {
  sys::write_file(unfinished_ / "suite.json", suite_json(asked, id_, ids_, source_sha256).dump(2) + "\n");
  std::error_code error;
  fs::rename(unfinished_, folder_, error);
  if (error) {
    throw Error(ErrorKind::environment, fmt::format("{}: cannot be made: {}", folder_.string(), error.message()));
  }
}

}  // namespace quantladder::tasks
