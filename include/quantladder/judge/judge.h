// Judges an answer in a sandbox.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "quantladder/core/judgement.h"
#include "quantladder/judge/runtimes.h"
#include "quantladder/runtimes/kept.h"
#include "quantladder/tasks/suite.h"

namespace quantladder::judge {

// The tests that candidate files are judged by. It is made of a Task, or of `judge --tests FILE`.
struct Assignment {
  std::string name;  // "ladder/L1"
  tasks::JudgedBy judged_by = tasks::JudgedBy::pytest;
  std::string module;  // what the tests import; empty: nothing
  std::vector<core::AnswerFile> tests;
  std::vector<core::AnswerFile> extras;
  tasks::Limits limits;
  std::string tests_sha256;
  std::vector<core::TestPoints> test_points;  // of every test function; empty: all or none
  std::string suite;                          // id, whose packages it may need
  std::vector<std::string> needs;             // names of the table of runtimes
};
Assignment make_assignment(const tasks::Task& task);

enum class Isolation { sandboxed, unsafe_none };

struct SandboxFacts {
  core::SandboxTier tier = core::SandboxTier::none;
  std::string detail;          // "bubblewrap 0.8.0, cgroup v1 memory, pids, cpu time"
  std::string problem;         // why it is not better; empty when nothing is missing
  std::string remedy;          // what to install or to do; empty when nothing is missing
  std::string python;          // the interpreter that was proved to import pytest
  std::string python_version;  // of that interpreter: "3.11.2"
};

// The seam that the run loop sees. Thread-safe: several checks may run at once.
class Judge {
 public:
  virtual ~Judge() = default;
  // `files`: the candidate's. Never throws for anything the candidate does; a broken sandbox or tester is void_*, and a
  // runtime that the assignment needs and that is missing is not_run.
  virtual core::Judgement check(const Assignment& assignment, const std::vector<core::AnswerFile>& files) = 0;
  // Starts what the next checks will need, so that they begin at once: the tester, and a waiting worker for each of
  // `checks_at_once`. All of it is idle when this returns. Never needed for a verdict; never throws.
  virtual void prepare(int checks_at_once) { static_cast<void>(checks_at_once); }
  virtual const SandboxFacts& sandbox() const = 0;
  // Returns what was found of what the suites need that it was made for.
  virtual const Runtimes& runtimes() const;
  // Returns the versions that a prompt may name: of these, and of "python".
  core::RuntimeVersions versions() const;
};

// What the answers find of this machine beside the system itself: runtimes outside /usr, warm caches of compilers. The
// tester gets none of it. Workers are started before it is known which task they will judge, so one provision holds
// what all tasks of the judge need.
struct Provision {
  std::vector<std::pair<std::string, std::string>> env;  // variables, which beat the sandbox's own of the same name
  std::vector<std::filesystem::path> read_only;  // folders, found at the same path; nothing inside can write to them
  std::vector<std::filesystem::path> programs;   // folders that are searched for programs before the system's
  std::vector<std::shared_ptr<const runtimes::InUse>> in_use{};  // those of read_only that are kept in the cache

  bool is_empty() const { return env.empty() && read_only.empty() && programs.empty(); }
  void add(const Provision& other);  // behind what is there; a folder that is there already is not there twice
};

struct JudgeOptions {
  Isolation isolation = Isolation::sandboxed;
  std::string
      python;  // empty: python3 on PATH, then /usr/bin/python3, the first that imports pytest inside the sandbox
  Provision provision{};
};

// Probes the sandbox once. Throws core::Error(environment) with the remedy when there is none and
// isolation is `sandboxed`, or when no interpreter with pytest is found.
std::unique_ptr<Judge> make_judge(const JudgeOptions& options = {});

// Says what may be made for a runtime while it is looked for: nothing, the warm caches of compilers, or also the Python
// packages of suites, which come from outside.
enum class Prepare { nothing, caches, packages };

// How runtimes are looked for. `say` is told what is about to take long.
struct RuntimeSearch {
  Prepare prepare = Prepare::caches;
  std::function<void(const std::string& line)> say = [](const std::string&) {};
};

// Makes a judge likewise for the tasks of `suites`, with the runtimes that they need. One that is missing throws
// nothing: see runtimes().
std::unique_ptr<Judge> make_judge(const JudgeOptions& options, const std::vector<tasks::Suite>& suites,
                                  const RuntimeSearch& search);

// Makes the same probes without throwing, for `doctor`.
SandboxFacts probe_sandbox(const JudgeOptions& options = {});
struct MachineFacts {
  SandboxFacts sandbox;
  Runtimes runtimes;
};
MachineFacts probe_machine(const JudgeOptions& options, const std::vector<tasks::Suite>& suites,
                           const RuntimeSearch& search);

// Extracts the answer and checks it; the outcome is no_answer when there is none. The judgement carries the extraction
// rule; `answer`, when given, receives the extracted files.
core::Judgement judge_reply(Judge& judge, const tasks::Task& task, std::string_view reply,
                            core::Answer* answer = nullptr);

// Runs `retry` once more when the first judgement was void, a timeout or no pass after a set-up that failed by time
// alone, and says so in the result. The run loop hands in a `retry` that waits until nothing else is running.
core::Judgement with_second_look(const core::Judgement& first, const std::function<core::Judgement()>& retry);

}  // namespace quantladder::judge
