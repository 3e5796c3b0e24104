// Writes a suite's folder, which appears whole or not at all.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "quantladder/tasks/import_suite.h"
#include "tasks/import/task_draft.h"

namespace quantladder::tasks {

class SuiteWriter {
 public:
  // Throws core::Error(usage) where `folder` is there and not empty, or has a name that no suite can have.
  explicit SuiteWriter(const std::filesystem::path& folder);
  SuiteWriter(const SuiteWriter&) = delete;
  SuiteWriter& operator=(const SuiteWriter&) = delete;
  ~SuiteWriter();  // removes what was not finished

  // Adds a task. Throws core::Error(usage), which begins with `place`, for one that no suite can have.
  void add(const std::string& place, const TaskDraft& draft);
  // Gives the folder its name. `source_sha256`: of what was imported.
  void finish(const SuiteImport& asked, const std::string& source_sha256);

  const std::string& id() const { return id_; }
  int tasks() const { return static_cast<int>(ids_.size()); }

 private:
  void write_task(const std::string& id, const TaskDraft& draft);

  std::filesystem::path folder_;
  std::string id_;
  std::filesystem::path unfinished_;
  std::vector<std::string> ids_;              // in the data set's order
  std::map<std::string, std::string> where_;  // id -> place
};

}  // namespace quantladder::tasks
