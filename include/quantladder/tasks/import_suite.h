// A suite folder made of a public data set that the user has: prompts, hidden tests and references, in the format of
// tasks/README.md. docs/import.md says what is read of each data set. Code of a data set is never run here.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "quantladder/core/closed_set.h"

namespace quantladder::tasks {

enum class DataSet { humaneval, evalplus, livecodebench, exercism };

struct SuiteImport {
  DataSet data_set = DataSet::humaneval;
  std::filesystem::path source;  // a file, or a folder of files
  std::filesystem::path out;     // the suite's folder; its name becomes the suite's id
  bool skip_malformed = false;   // leave out what cannot be read, instead of refusing all
};

struct ImportedSuite {
  std::string id;
  int tasks = 0;
  std::vector<std::string> skipped;  // "FILE: line 3: /prompt: missing, expected a string"
};

// Makes the folder `out`, which appears whole or not at all. Throws core::Error(usage) for a folder that is not empty,
// for what no tests can judge, and, naming file and line, for a row that cannot be read.
ImportedSuite import_suite(const SuiteImport& asked);

}  // namespace quantladder::tasks

namespace quantladder::core {

struct DataSetRow {
  tasks::DataSet value;
  std::string_view id;
  std::string_view title;
  std::string_view licence;
};
template <>
inline constexpr std::array<DataSetRow, 4> kIds<tasks::DataSet>{
    {{tasks::DataSet::humaneval, "humaneval", "HumanEval", "MIT"},
     {tasks::DataSet::evalplus, "evalplus", "EvalPlus", "Apache-2.0"},
     {tasks::DataSet::livecodebench, "livecodebench", "LiveCodeBench", "MIT; the problems belong to their contests"},
     {tasks::DataSet::exercism, "exercism", "Exercism", "MIT"}}};

}  // namespace quantladder::core
