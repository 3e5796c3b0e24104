// The judge's findings in one reply.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "quantladder/core/closed_set.h"
#include "quantladder/core/outcome.h"

namespace quantladder::core {

// Judging shares the machine with generation in one of these ways.
enum class JudgingMode {
  overlapping,  // while the next cell is generated
  between,      // never at the same time
  by_model,     // of a run: its models differ in it
};
template <>
inline constexpr std::array<NamedValue<JudgingMode>, 3> kIds<JudgingMode>{{{JudgingMode::overlapping, "overlapping"},
                                                                           {JudgingMode::between, "between"},
                                                                           {JudgingMode::by_model, "by model"}}};

// A configuration chooses one of these.
enum class JudgingPolicy {
  automatic,    // overlapping for a server on a GPU or elsewhere, between for one that shares this machine's cores
  overlapping,  // judge while the next cells are generating
  between,      // judge when nothing is generating
};
template <>
inline constexpr std::array<NamedValue<JudgingPolicy>, 3> kIds<JudgingPolicy>{
    {{JudgingPolicy::automatic, "auto"},
     {JudgingPolicy::overlapping, "overlapping"},
     {JudgingPolicy::between, "between"}}};

// Generated code was kept in one of these.
enum class SandboxTier {
  full,        // namespaces and control groups
  namespaces,  // the limits of control groups are missing
  none,        // it ran as the user (--unsafe-no-sandbox), or no sandbox works here
};
template <>
inline constexpr std::array<NamedValue<SandboxTier>, 3> kIds<SandboxTier>{
    {{SandboxTier::full, "full"}, {SandboxTier::namespaces, "namespaces"}, {SandboxTier::none, "none"}}};

struct AnswerFile {
  std::string path;  // relative, '/'-separated, inside the answer's folder
  std::string content;
};

// Files extracted from a reply, or the reason there are none.
struct Answer {
  std::vector<AnswerFile> files;
  std::string rule;     // which extraction rule produced them, or failed
  std::string problem;  // empty when there are files
  std::vector<std::string> notes;
};

// One hidden test ended so, by pytest's words. `blocked`: a step that it needs, a build or a server, failed before it.
enum class TestStatus { passed, failed, error, skipped, xfailed, xpassed, missing, blocked };
template <>
inline constexpr std::array<NamedValue<TestStatus>, 8> kIds<TestStatus>{{{TestStatus::passed, "passed"},
                                                                         {TestStatus::failed, "failed"},
                                                                         {TestStatus::error, "error"},
                                                                         {TestStatus::skipped, "skipped"},
                                                                         {TestStatus::xfailed, "xfailed"},
                                                                         {TestStatus::xpassed, "xpassed"},
                                                                         {TestStatus::missing, "missing"},
                                                                         {TestStatus::blocked, "blocked"}}};

struct TestResult {
  std::string id;  // "test_l1.py::test_fifo[3]"
  TestStatus status = TestStatus::missing;
};

// The points of a test function. All its parametrised cases earn them together.
struct TestPoints {
  std::string test;  // "test_fifo"
  double points = 0;

  friend bool operator==(const TestPoints&, const TestPoints&) = default;
};

// Returns the name of a test's function: "test_fifo" of "test_l1.py::TestQueue::test_fifo[a::b]".
std::string test_function(const std::string& id);

// Returns the points of those functions of which there are cases in `results` and all of them passed.
double points_earned(const std::vector<TestPoints>& points, const std::vector<TestResult>& results);

// By the names of tasks' needs: {"go": "1.27.3"}.
using RuntimeVersions = std::map<std::string, std::string>;

struct Judgement {
  Outcome outcome = Outcome::not_run;
  std::string reason;            // one line, never a test's source
  std::optional<double> earned;  // points, of a task whose points fall on its tests; nullopt: a pass earns all of them
  int tests_passed = 0;
  int tests_total = 0;
  std::vector<TestResult> tests;
  double wall_ms = 0;                           // of the run of the tests; 0: none ran
  bool repeated_alone = false;                  // it was judged again with nothing else running
  bool slow_set_up = false;                     // no pass, and a set-up failed by time alone; not kept in the record
  std::string rule;                             // extraction rule
  std::string extractor;                        // its version
  std::string tests_sha256;                     // of the task's hidden tests
  std::optional<SandboxTier> sandbox;           // nullopt: not judged here
  RuntimeVersions runtimes;                     // of what the task needs
  std::string log;                              // bounded, printable, without the tests' source
  std::string judged_at;                        // UTC, ISO 8601
  std::optional<JudgingMode> while_generating;  // how it shared the machine with generation; nullopt: not judged here
};

// Returns the points that a judgement gives of a task worth `points`; 0 where it is not scored.
double points_given(const Judgement& judgement, double points);

}  // namespace quantladder::core
