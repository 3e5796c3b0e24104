#include <fmt/format.h>

#include <map>
#include <mutex>
#include <set>

#include "judge/probe.h"
#include "judge/verdict.h"
#include "quantladder/core/error.h"
#include "quantladder/judge/judge.h"

namespace quantladder::judge {
namespace {

// A number that no other check of this process uses meanwhile: as root it becomes the user id.
class Slot {
 public:
  Slot() {
    const std::lock_guard lock(mutex());
    while (used().count(number_) != 0) ++number_;
    used().insert(number_);
  }
  Slot(const Slot&) = delete;
  Slot& operator=(const Slot&) = delete;
  ~Slot() {
    const std::lock_guard lock(mutex());
    used().erase(number_);
  }
  unsigned number() const { return number_; }

 private:
  static std::mutex& mutex() {
    static std::mutex the_mutex;
    return the_mutex;
  }
  static std::set<unsigned>& used() {
    static std::set<unsigned> the_used;
    return the_used;
  }
  unsigned number_ = 0;
};

// "a" beside "a/b", or a path twice, can't both be files.
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

// The answer's files with the extras over them: what the task ships is what the tests were written for.
std::vector<core::AnswerFile> work_folder(const Assignment& assignment, const std::vector<core::AnswerFile>& files) {
  std::vector<core::AnswerFile> result = assignment.extras;
  for (const core::AnswerFile& file : files) {
    const auto same = [&](const core::AnswerFile& extra) { return extra.path == file.path; };
    if (std::none_of(assignment.extras.begin(), assignment.extras.end(), same)) result.push_back(file);
  }
  return result;
}

std::string collection_key(const Assignment& assignment) {
  std::string all = assignment.module + '\0';
  for (const core::AnswerFile& test : assignment.tests) all += test.path + '\0' + sys::sha256_hex(test.content);
  return sys::sha256_hex(all);
}

class SandboxJudge final : public Judge {
 public:
  explicit SandboxJudge(Probe probe) : sandbox_(std::move(probe.sandbox)), facts_(std::move(probe.facts)) {}

  core::Judgement check(const Assignment& assignment, const std::vector<core::AnswerFile>& files) override {
    core::Judgement judgement = judge(assignment, files);
    judgement.tests_sha256 = assignment.tests_sha256;
    judgement.sandbox = facts_.tier;
    judgement.judged_at = sys::utc_now();
    return judgement;
  }

  const SandboxFacts& sandbox() const override { return facts_; }

 private:
  core::Judgement judge(const Assignment& assignment, const std::vector<core::AnswerFile>& files) {
    core::Judgement judgement;
    std::string problem;
    const auto expected = expected_tests(assignment, problem);
    if (!expected) {
      judgement.outcome = core::Outcome::void_tester;
      judgement.reason = problem;
      return judgement;
    }
    const std::vector<core::AnswerFile> box = work_folder(assignment, files);
    const bool outside = std::any_of(box.begin(), box.end(), [](const auto& file) { return !is_inside(file.path); });
    if (outside || collides(box)) {
      judgement.outcome = core::Outcome::error_import;
      judgement.reason = "the answer's files cannot be laid out in one folder";
      judgement.tests_total = static_cast<int>(expected->size());
      return judgement;
    }
    try {
      const Slot slot;
      const RunRequest request{RunnerMode::judge, assignment.module, {box, assignment.tests}, assignment.limits};
      return decide(run_confined(sandbox_, request, slot.number()), *expected, assignment.limits);
    } catch (const core::Error& error) {
      judgement.outcome = core::Outcome::void_sandbox;
      judgement.reason = error.what();
      return judgement;
    }
  }

  // Listed once for each set of tests, with a stand-in where the answer will be.
  std::optional<std::vector<std::string>> expected_tests(const Assignment& assignment, std::string& problem) {
    if (!assignment.expected_tests.empty()) return assignment.expected_tests;
    const std::string key = collection_key(assignment);
    const std::lock_guard lock(mutex_);
    if (const auto known = collected_.find(key); known != collected_.end()) return known->second;
    try {
      const Slot slot;
      const RunRequest request{
          RunnerMode::collect, assignment.module, {assignment.extras, assignment.tests}, assignment.limits};
      auto tests = collected_tests(run_confined(sandbox_, request, slot.number()), problem);
      if (tests) collected_[key] = *tests;
      return tests;
    } catch (const core::Error& error) {
      problem = error.what();
      return std::nullopt;
    }
  }

  const Sandbox sandbox_;
  const SandboxFacts facts_;
  std::mutex mutex_;
  std::map<std::string, std::vector<std::string>> collected_;
};

}  // namespace

std::unique_ptr<Judge> make_judge(const JudgeOptions& options) {
  Probe found = probe(options);
  if (!found.usable) {
    throw core::Error(core::ErrorKind::environment,
                      fmt::format("answers cannot be judged: {}; remedy: {}", found.facts.problem, found.facts.remedy));
  }
  return std::make_unique<SandboxJudge>(std::move(found));
}

Assignment make_assignment(const tasks::Task& task) {
  Assignment assignment;
  assignment.name = task.qualified_id();
  assignment.module = task.module;
  assignment.tests = task.tests;
  assignment.extras = task.extras;
  assignment.limits = task.limits;
  assignment.tests_sha256 = task.tests_sha256;
  return assignment;
}

}  // namespace quantladder::judge
