// A suite, read from a folder: of tasks, or of tests of speed. The format is documented in tasks/README.md.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "quantladder/core/judgement.h"
#include "quantladder/core/suite_kind.h"

namespace quantladder::tasks {

struct Limits {
  double wall_s = 20;
  double cpu_s = 20;
  int memory_mib = 512;
};

// Who says whether an answer is right: pytest's tests, or a checker, a trusted program that has the answer's programs
// run.
enum class JudgedBy { pytest, program };

struct WrongSolution {
  std::string name;    // file or folder name without .py
  std::string breaks;  // the requirement it breaks
  std::vector<core::AnswerFile> files;
};

struct Task {
  std::string suite;  // suite id
  std::string id;
  std::string title;
  double points = 0;
  std::string language;  // "python"; of a task judged by a program, any
  JudgedBy judged_by = JudgedBy::pytest;
  std::string module;                     // what the tests import
  std::vector<std::string> files;         // paths an answer provides
  std::vector<std::string> entry_points;  // names an answer defines
  std::string prompt;
  std::vector<core::AnswerFile> tests;   // hidden; for a program: the checker first, then what it imports
  std::vector<core::AnswerFile> extras;  // shipped beside the candidate
  std::vector<core::AnswerFile> reference;
  std::vector<WrongSolution> wrong;
  Limits limits;
  std::string prompt_sha256;
  std::string tests_sha256;  // tests + extras + limits

  std::string qualified_id() const { return suite + "/" + id; }
};

// Exactly one of a prompt and generated tokens is timed, behind `depth` tokens of context.
struct SpeedTest {
  std::string id;  // says it all: "pp512", "tg128@d4096"
  int prompt_tokens = 0;
  int generated_tokens = 0;
  int depth = 0;
  int repetitions = 5;
};
// nullopt: `id` is no name of such a test.
std::optional<SpeedTest> parse_speed_test(const std::string& id);

struct Suite {
  std::string id;
  std::string version;
  std::string title;
  core::SuiteKind kind = core::SuiteKind::code;
  std::vector<Task> tasks;             // of kind code, in the order of suite.json
  std::vector<SpeedTest> speed_tests;  // of kind speed, likewise
  std::string prompts_sha256;          // over all that is asked
  std::string tests_sha256;            // over all that judges; empty: nothing does

  const Task* find(const std::string& task_id) const;  // nullptr: no such task
  double points() const;                               // attainable in one iteration
};

// Throws core::Error(usage) naming file, JSON pointer and the nearest known key.
Suite load_suite(const std::filesystem::path& folder);
// The same, and an error for a suite without tasks.
Suite load_code_suite(const std::filesystem::path& folder);

// The suite as it is asked where Python `version` ("3.11.2") judges: "{python_version}" in a prompt becomes "3.11", and
// the hashes are those of what is sent. An empty version (a run that did not keep it) leaves the prompts as they are
// written.
Suite for_python(Suite suite, const std::string& version);

// The folder of suite `name_or_path`: a path that holds suite.json, else $QUANTLADDER_TASKS/<name>, else
// ./tasks/<name>, else the source tree's or the installed tasks folder. Throws core::Error(usage) listing where it
// looked.
std::filesystem::path find_suite(const std::string& name_or_path);

// Returns the folders of all suites beside the built-in ladder, in alphabetical order.
std::vector<std::filesystem::path> find_suites();

}  // namespace quantladder::tasks
