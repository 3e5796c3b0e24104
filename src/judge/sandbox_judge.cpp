#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <mutex>
#include <set>

#include "judge/probe.h"
#include "judge/split/assignment_json.h"
#include "judge/test_points.h"
#include "judge/verdict.h"
#include "quantladder/core/error.h"
#include "quantladder/judge/judge.h"
#include "quantladder/runtimes/table.h"

namespace quantladder::judge {
namespace {

// Returns whether two cannot both be files: "a" beside "a/b", or a path twice.
bool collides(const std::vector<core::AnswerFile>& files) {
  std::set<std::string> paths;
  for (const core::AnswerFile& file : files) {
    if (!paths.insert(file.path).second) return true;
  }
  for (const std::string& path : paths) {
    for (std::size_t slash = path.find('/'); slash != std::string::npos; slash = path.find('/', slash + 1)) {
      if (paths.count(path.substr(0, slash)) != 0) return true;
    }
  }
  return false;
}

bool is_inside(const std::string& path) {
  if (path.empty() || path.front() == '/' || path.size() > 1000 || path.find('\0') != std::string::npos) return false;
  for (const auto& part : std::filesystem::path(path)) {
    if (part == ".." || part == "." || part.empty() || part.native().size() > 255) return false;
  }
  return true;
}

// Returns the answer's files but those that the task ships: the tests were written for the task's.
std::vector<core::AnswerFile> own_files(const Assignment& assignment, const std::vector<core::AnswerFile>& files) {
  std::vector<core::AnswerFile> result;
  for (const core::AnswerFile& file : files) {
    const auto same = [&](const core::AnswerFile& extra) { return extra.path == file.path; };
    if (std::none_of(assignment.extras.begin(), assignment.extras.end(), same)) result.push_back(file);
  }
  return result;
}

constexpr std::size_t kMostFiles = 1000;
constexpr std::size_t kMostBytes = 8 << 20;  // with base64, half of the line's longest frame

// Returns what is wrong with the answer's files; empty when they can be put beside the task's.
std::string find_misfit(const Assignment& assignment, std::vector<core::AnswerFile> files) {
  std::size_t bytes = 0;
  for (const core::AnswerFile& file : files) bytes += file.content.size();
  if (files.size() > kMostFiles || bytes > kMostBytes) {
    return fmt::format("the answer is too large: {} files of {} bytes; {} files of {} MiB are taken", files.size(),
                       bytes, kMostFiles, kMostBytes >> 20);
  }
  files.insert(files.end(), assignment.extras.begin(), assignment.extras.end());
  const bool inside = std::all_of(files.begin(), files.end(), [](const auto& file) { return is_inside(file.path); });
  return inside && !collides(files) ? "" : "the answer's files cannot be laid out in one folder";
}

std::string collection_key(const Assignment& assignment) {
  std::string all = assignment.module + '\0';
  for (const core::AnswerFile& test : assignment.tests) all += test.path + '\0' + sys::sha256_hex(test.content);
  return sys::sha256_hex(all);
}

// Makes the judgement of an answer that was not run.
core::Judgement unjudged(core::Outcome outcome, const std::string& reason) {
  core::Judgement judgement;
  judgement.outcome = outcome;
  judgement.reason = reason;
  return judgement;
}

class SandboxJudge final : public Judge {
 public:
  SandboxJudge(Probe probe, Runtimes runtimes)
      : facts_(std::move(probe.facts)), runtimes_(std::move(runtimes)), crew_(std::move(probe.crew)) {}

  core::Judgement check(const Assignment& assignment, const std::vector<core::AnswerFile>& files) override {
    const std::string missing = runtimes_.why_not(assignment.suite, assignment.needs);
    core::Judgement judgement =
        missing.empty() ? judge_or_void(assignment, files) : unjudged(core::Outcome::not_run, missing);
    judgement.runtimes = runtimes_.versions_of(assignment.suite, assignment.needs);
    judgement.tests_sha256 = assignment.tests_sha256;
    judgement.sandbox = facts_.tier;
    judgement.judged_at = sys::utc_now();
    return judgement;
  }

  void prepare(int checks_at_once) override {
    try {
      crew_->zygote.prepare();
      crew_->workers.fill(checks_at_once);
    } catch (const core::Error&) {  // the check that needs it will say so
    }
  }

  const SandboxFacts& sandbox() const override { return facts_; }
  const Runtimes& runtimes() const override { return runtimes_; }

 private:
  // A pass needs no excuse, and costs no look.
  core::Judgement judge_or_void(const Assignment& assignment, const std::vector<core::AnswerFile>& files) {
    core::Judgement judgement = judge(assignment, files);
    if (judgement.outcome == core::Outcome::pass) return judgement;
    const std::string change = crew_->provided.find_change();
    return change.empty() ? judgement : unjudged(core::Outcome::void_sandbox, change);
  }

  core::Judgement judge(const Assignment& assignment, const std::vector<core::AnswerFile>& files) {
    try {
      const WorkerPool::Taken taken = crew_->workers.take();  // it starts while the tester does and lists the tests
      return judge(assignment, files, taken.worker());
    } catch (const core::Error& error) {
      return unjudged(core::Outcome::void_sandbox, error.what());
    }
  }

  core::Judgement judge(const Assignment& assignment, const std::vector<core::AnswerFile>& files, Worker& worker) {
    std::string problem;
    auto expected = expected_tests(assignment, problem);
    if (expected) problem = find_other_functions(assignment.test_points, expected->tests);
    if (!expected || !problem.empty()) return unjudged(core::Outcome::void_tester, problem);
    expected->points = assignment.test_points;
    const std::vector<core::AnswerFile> own = own_files(assignment, files);
    if (const std::string misfit = find_misfit(assignment, own); !misfit.empty()) {
      auto judgement = unjudged(core::Outcome::error_import, misfit);
      judgement.tests_total = static_cast<int>(expected->tests.size());
      judgement.earned = earned_by(judgement, TestReport(), expected->points);
      return judgement;
    }
    const std::string text = make_assignment_json(TesterMode::judge, assignment, own, crew_->sandbox.isolation,
                                                  expected->left_out, import_folders(assignment));
    return decide(run_judgement(crew_->zygote, &worker, text, assignment.limits), *expected, assignment.limits);
  }

  // Returns the folders that the answer may import packages from.
  std::vector<std::string> import_folders(const Assignment& assignment) const {
    const auto packages = runtimes_.packages.find(assignment.suite);
    const bool needs_them = std::any_of(assignment.needs.begin(), assignment.needs.end(), [](const std::string& name) {
      return runtimes::find_row(name)->is_python_package();
    });
    if (!needs_them || packages == runtimes_.packages.end()) return {};
    return {packages->second.string()};
  }

  std::optional<Expected> expected_tests(const Assignment& assignment, std::string& problem) {
    if (assignment.judged_by == tasks::JudgedBy::program) {
      return Expected{assignment.judged_by, {assignment.tests.at(0).path}, {}, ""};
    }
    return collected(assignment, problem);
  }

  // Lists each set of tests once, with a stand-in where the answer will be.
  std::optional<Expected> collected(const Assignment& assignment, std::string& problem) {
    const std::string key = collection_key(assignment);
    const std::lock_guard lock(mutex_);
    if (const auto known = collected_.find(key); known != collected_.end()) return known->second;
    try {
      const std::string text = make_assignment_json(TesterMode::collect, assignment, {}, crew_->sandbox.isolation);
      auto tests = collected_tests(run_judgement(crew_->zygote, nullptr, text, assignment.limits), problem);
      if (tests) collected_[key] = *tests;
      return tests;
    } catch (const core::Error& error) {
      problem = error.what();
      return std::nullopt;
    }
  }

  const SandboxFacts facts_;
  const Runtimes runtimes_;
  const std::unique_ptr<Crew> crew_;
  std::mutex mutex_;
  std::map<std::string, Expected> collected_;
};

}  // namespace

std::unique_ptr<Judge> make_judge(const JudgeOptions& options) { return make_judge(options, {}, {}); }

std::unique_ptr<Judge> make_judge(const JudgeOptions& options, const std::vector<tasks::Suite>& suites,
                                  const RuntimeSearch& search) {
  Probe found = probe(options);
  if (!found.usable) {
    throw core::Error(core::ErrorKind::environment,
                      fmt::format("answers cannot be judged: {}; remedy: {}", found.facts.problem, found.facts.remedy));
  }
  Runtimes runtimes = provide_runtimes(found, suites, search);
  return judge_in(std::move(found), std::move(runtimes));
}

std::unique_ptr<Judge> judge_in(Probe probe, Runtimes runtimes) {
  return std::make_unique<SandboxJudge>(std::move(probe), std::move(runtimes));
}

Assignment make_assignment(const tasks::Task& task) {
  Assignment assignment;
  assignment.name = task.qualified_id();
  assignment.judged_by = task.judged_by;
  assignment.module = task.module;
  assignment.tests = task.tests;
  assignment.extras = task.extras;
  assignment.limits = task.limits;
  assignment.tests_sha256 = task.tests_sha256;
  assignment.test_points = task.test_points;
  assignment.suite = task.suite;
  assignment.needs = task.needs;
  return assignment;
}

}  // namespace quantladder::judge
