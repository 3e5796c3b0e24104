// A suite, read from a folder: of tasks, of tests of speed, of texts, or of conversations. The format is documented in
// tasks/README.md.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "quantladder/core/judgement.h"
#include "quantladder/core/load_item.h"
#include "quantladder/core/load_search.h"
#include "quantladder/core/message.h"
#include "quantladder/core/record.h"
#include "quantladder/core/service_level.h"
#include "quantladder/core/speed_test.h"
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
  std::string name;                // file or folder name without .py
  std::string breaks;              // the requirement it breaks
  std::vector<std::string> loses;  // of a task whose points fall on its tests: the tests that it fails, and no others
  std::vector<core::AnswerFile> files;
};

struct Task {
  std::string suite;  // suite id
  std::string id;
  std::string title;
  double points = 0;
  std::vector<core::TestPoints> test_points;  // how they fall on its tests; empty: all or none
  std::string language;                       // of the answer: an id of core::AnswerLanguage
  JudgedBy judged_by = JudgedBy::pytest;
  std::string module;                     // what the tests import; empty: nothing
  std::vector<std::string> files;         // paths an answer provides
  std::vector<std::string> entry_points;  // names an answer defines
  std::vector<std::string> needs;         // names of the table of runtimes
  std::string prompt;
  std::vector<core::AnswerFile> tests;   // hidden; for a program: the checker first, then what it imports
  std::vector<core::AnswerFile> extras;  // shipped beside the candidate
  std::vector<core::AnswerFile> reference;
  std::vector<WrongSolution> wrong;
  // Of a turn of a conversation: what the turns before it gave, which its own files join or replace. These are their
  // references; a run puts what the model gave in their place.
  std::vector<core::AnswerFile> earlier;
  std::vector<std::string> keywords;  // the published rule: a right answer holds all of them; empty: there is none
  Limits limits;
  std::string prompt_sha256;
  std::string tests_sha256;  // tests + extras + limits, and the packages where it needs some

  std::string qualified_id() const { return suite + "/" + id; }
};

// Holds what a suite of kind speed has.
struct SpeedSuite {
  std::vector<core::SpeedTest> tests;  // in the order of suite.json
  double timeout_s = 7200;             // of one start
  double silence_s = 1800;             // of one start, on stdout and stderr

  const core::SpeedTest& find(const std::string& name) const;  // one of `tests`
};

// A text whose tokens models are asked to predict: as it stands, or conversations that the baseline's chat template
// turns into one.
struct Domain {
  std::string id;
  std::string title;
  std::string language;  // "en"
  std::string licence;
  std::string source;
  std::filesystem::path file;
  std::string sha256;                                     // of the file
  std::vector<std::vector<core::Message>> conversations;  // empty: the file is the text
};

inline constexpr int kLeastFidelityContext = 16;
inline constexpr int kMostFidelityContext = 1 << 20;
inline constexpr int kMostFidelityChunks = 100000;

// Holds what a suite of kind fidelity has.
struct FidelitySuite {
  std::vector<Domain> domains;    // in the order of suite.json
  int ctx = 512;                  // tokens in a chunk, of which the second half is scored
  int chunks = 40;                // of each domain, as far as its text goes
  int blocks = 1;                 // sections that each text and its chunks are shared out to: one iteration reads one
  std::string baseline;           // id of the model that the others are compared with
  double full_baseline_mib = 64;  // a baseline of a domain up to this size is kept whole
  bool plain_markers = false;     // markers of a chat template that are read as plain text are accepted
  double timeout_s = 7200;        // of one start of the program
  double silence_s = 1800;        // of one start, on all that it writes

  const Domain* find(const std::string& id) const;  // nullptr: no such domain
  std::string hash() const;                         // over all texts
};

// What one agent asks, turn by turn; each turn is a task of the suite, and sees the answers to those before it.
struct Conversation {
  std::string id;
  std::string title;
  std::string system;              // empty: no system message
  int max_tokens = 1024;           // of each answer
  std::vector<std::string> turns;  // ids of tasks
};

inline constexpr double kMostLeadIn = 600;      // seconds
inline constexpr double kMostSchedule = 86400;  // seconds

// Holds what a suite of kind load has.
struct LoadSuite {
  Conversation primary;
  std::vector<Conversation> side;     // in the order of suite.json
  std::vector<core::LoadItem> items;  // in their order: by mode, then by level
  double lead_in_s = 2;               // of every mode but `once`: side agents begin so long before the primary one
  double schedule_s = 60;             // of an open mode: conversations arrive for so long, the lead-in included
  double deadline_s = 1800;           // of one episode
  bool cache = true;                  // whether the server may take a history from its prompt cache
  std::optional<int> fixed_tokens;    // length of every answer, whatever the model wants; nullopt: as it ends
  bool queue = false;                 // levels above the server's slots are wanted: they measure queueing
  core::ServiceLevel slo;
  std::optional<core::LoadSearch> search;  // nullopt: the items are given

  const Conversation* find(const std::string& id) const;  // nullptr: no such conversation
  int most_in_flight() const;                             // of its items; an open mode counts as 1
};

// Returns an item for each mode and level, in the order of the modes, then of the levels.
std::vector<core::LoadItem> make_load_items(const std::vector<int>& levels, const std::vector<core::LoadMode>& modes);

// The Python packages that a suite brings.
struct PythonPackages {
  std::filesystem::path requirements;  // pinned and hashed
  std::string sha256;                  // of that file
};

struct Suite {
  std::string id;
  std::string version;
  std::string title;
  std::filesystem::path folder;  // that it was read from
  core::SuiteKind kind = core::SuiteKind::code;
  std::optional<int> iterations;           // that a run asks of it; nullopt: the run's
  std::optional<int> rounds;               // likewise
  std::vector<Task> tasks;                 // of kinds code and load, in the order of suite.json
  std::optional<PythonPackages> packages;  // likewise
  SpeedSuite speed;                        // of kind speed
  FidelitySuite fidelity;                  // of kind fidelity
  LoadSuite load;                          // of kind load
  std::string prompts_sha256;              // over all that is asked
  std::string tests_sha256;                // over all that judges; empty: nothing does

  const Task* find(const std::string& task_id) const;  // nullptr: no such task
  double points() const;                               // attainable in one iteration
};

// Returns what the tests of a task look at when an answer gave `files`: these, and what earlier turns gave under other
// names.
std::vector<core::AnswerFile> assembled(const Task& task, std::vector<core::AnswerFile> files);

// Returns the task of a cell; nullptr where none of `suites` has it.
const Task* find_task(const std::vector<Suite>& suites, const core::CellId& cell);

// Throws core::Error(usage) naming file, JSON pointer and the nearest known key.
Suite load_suite(const std::filesystem::path& folder);
// Loads likewise, and refuses a suite that is not of kind code.
Suite load_suite_with_tasks(const std::filesystem::path& folder);

// Returns the suite as it is asked where these versions judge: in a prompt "{python_version}", and "{NAME_version}" of
// what its task needs, become "3.11" of "3.11.2", and the hashes are those of what is sent. A package of this suite may
// stand as "SUITE/NAME". A prompt that lacks a version stays as it is written; it can't be sent, and has no hash.
Suite with_versions(Suite suite, const core::RuntimeVersions& versions);

// Returns the folder of suite `name_or_path`: a path that holds suite.json, else $QUANTLADDER_TASKS/<name>, else
// ./tasks/<name>, else the source tree's or the installed tasks folder. Throws core::Error(usage) listing where it
// looked.
std::filesystem::path find_suite(const std::string& name_or_path);

// Returns the folders of all suites beside the built-in ladder, in alphabetical order.
std::vector<std::filesystem::path> find_suites();

}  // namespace quantladder::tasks
