// A task as a data set gives it, and what takes it.
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "quantladder/core/judgement.h"
#include "quantladder/tasks/suite.h"

namespace quantladder::tasks {

struct TaskDraft {
  std::string name;  // of the data set, any text: "HumanEval/0"
  std::string title;
  std::string origin;     // where the data set has it from; empty: its name says all
  std::string published;  // "2024-05-01"; empty: not known
  std::string prompt;
  std::string module = "solution";
  std::vector<std::string> entry_points;
  std::vector<core::AnswerFile> tests;
  std::vector<core::AnswerFile> extras;
  std::vector<core::AnswerFile> reference;  // its paths are those that an answer provides
  Limits limits;
};

// Takes the rows of a data set. `place` names one: "FILE: line 3". `make` may throw core::Error(usage) about it.
using TakeRow = std::function<void(const std::string& place, const std::function<TaskDraft()>& make)>;

// What reads a data set: hands each row of `source` to `take`, in order. Throws core::Error(usage) when there is
// nothing to read, or nothing that can be judged.
using ReadDataSet = void (*)(const std::filesystem::path& source, const TakeRow& take);
void read_humaneval(const std::filesystem::path& source, const TakeRow& take);
void read_evalplus(const std::filesystem::path& source, const TakeRow& take);
void read_livecodebench(const std::filesystem::path& source, const TakeRow& take);
void read_exercism(const std::filesystem::path& source, const TakeRow& take);

// Returns the files of a track's exercises.
std::vector<std::filesystem::path> exercism_files(const std::filesystem::path& source);

}  // namespace quantladder::tasks
