#include "quantladder/judge/verify.h"

#include <algorithm>
#include <atomic>
#include <mutex>
#include <thread>

#include "judge/reference_reply.h"
#include "quantladder/core/lists.h"

namespace quantladder::judge {
namespace {

constexpr const char* kJunk = "I am sorry, I can't help with that.";

// Holds a candidate and the way it is judged.
struct CandidateTrial {
  VerifyRow row;
  std::vector<core::TestPoints> points;
  std::function<core::Judgement(Judge&)> judge;
};

CandidateTrial make_trial(const tasks::Task& task, const std::string& candidate, std::vector<core::AnswerFile> files) {
  CandidateTrial trial;
  trial.row.task = task.qualified_id();
  trial.row.candidate = candidate;
  trial.points = task.test_points;
  trial.judge = [assignment = make_assignment(task), files = tasks::assembled(task, std::move(files))](Judge& judge) {
    return judge.check(assignment, files);
  };
  return trial;
}

CandidateTrial make_reply_trial(const tasks::Task& task, const std::string& candidate, const std::string& reply) {
  CandidateTrial trial;
  trial.row.task = task.qualified_id();
  trial.row.candidate = candidate;
  trial.points = task.test_points;
  trial.judge = [&task, reply](Judge& judge) { return judge_reply(judge, task, reply); };
  return trial;
}

std::vector<core::AnswerFile> fill(const tasks::Task& task, const std::string& content) {
  std::vector<core::AnswerFile> files;
  for (const std::string& path : task.files) files.push_back({path, content});
  return files;
}

std::vector<std::string> sorted(std::vector<std::string> names) {
  std::sort(names.begin(), names.end());
  return names;
}

// Neither must earn a point.
void add_empty_and_junk(const tasks::Task& task, std::vector<CandidateTrial>& trials) {
  trials.push_back(make_trial(task, "empty", fill(task, "")));
  trials.push_back(make_trial(task, "junk", fill(task, std::string(kJunk) + "\n")));
  trials.push_back(make_reply_trial(task, "empty reply", ""));
  trials.push_back(make_reply_trial(task, "junk reply", kJunk));
  if (task.test_points.empty()) return;
  std::vector<std::string> all;
  for (const core::TestPoints& each : task.test_points) all.push_back(each.test);
  for (auto trial = trials.end() - 4; trial != trials.end(); ++trial) trial->row.must_lose = sorted(all);
}

std::vector<CandidateTrial> make_trials(const Judge& judge, const tasks::Suite& suite, const VerifyScope& scope) {
  std::vector<CandidateTrial> trials;
  for (const tasks::Task& task : suite.tasks) {
    if (!core::covers(scope.tasks, task.id)) continue;
    if (const std::string missing = judge.runtimes().why_not(task); !missing.empty()) {
      trials.push_back(
          {.row = {.task = task.qualified_id(), .candidate = "all", .not_verified = missing}, .judge = {}});
      continue;
    }
    trials.push_back(make_trial(task, "reference", task.reference));
    trials.back().row.must_pass = true;
    if (scope.candidates == Candidates::references) continue;
    trials.push_back(make_reply_trial(task, "reference reply", reference_reply(task)));
    trials.back().row.must_pass = true;
    for (const tasks::WrongSolution& wrong : task.wrong) {
      trials.push_back(make_trial(task, "wrong/" + wrong.name, wrong.files));
      trials.back().row.breaks = wrong.breaks;
      if (!task.test_points.empty()) trials.back().row.must_lose = sorted(wrong.loses);
    }
    add_empty_and_junk(task, trials);
  }
  return trials;
}

// Returns the test functions of which a case did not pass, sorted.
std::vector<std::string> lost_tests(const std::vector<core::TestPoints>& points, const core::Judgement& judgement) {
  std::vector<std::string> lost;
  for (const core::TestPoints& each : points) {
    if (core::points_earned({{each.test, 1}}, judgement.tests) == 0) lost.push_back(each.test);
  }
  return sorted(std::move(lost));
}

bool earns_the_rest(const std::vector<core::TestPoints>& points, const std::vector<std::string>& lost,
                    const core::Judgement& judgement) {
  double rest = 0;
  for (const core::TestPoints& each : points) {
    if (!std::binary_search(lost.begin(), lost.end(), each.test)) rest += each.points;
  }
  return judgement.earned.value_or(0) == rest;
}

bool as_it_must_be(const VerifyRow& row, const std::vector<core::TestPoints>& points, const core::Judgement& judgement,
                   const std::vector<std::string>& lost) {
  return core::is_scored(judgement.outcome) && (judgement.outcome == core::Outcome::pass) == row.must_pass &&
         (!row.must_lose || (*row.must_lose == lost && earns_the_rest(points, lost, judgement)));
}

void note(VerifyRow& row, const std::vector<core::TestPoints>& points, core::Judgement judgement) {
  std::vector<std::string> lost = lost_tests(points, judgement);
  const bool good = as_it_must_be(row, points, judgement, lost);
  row.slowest_ms = std::max(row.slowest_ms, judgement.wall_ms);
  const bool keep = row.judged == 0 || (!good && row.unexpected == 0);
  if (keep) {
    row.judgement = std::move(judgement);
    row.lost = std::move(lost);
  }
  ++row.judged;
  if (!good) ++row.unexpected;
}

}  // namespace

std::vector<VerifyRow> verify_suite(Judge& judge, const tasks::Suite& suite, const VerifyScope& scope, int jobs,
                                    const VerifyWatch& watch) {
  std::vector<CandidateTrial> trials = make_trials(judge, suite, scope);
  const int repeats = std::max(scope.repeats, 1);
  const auto can_be_judged = [](const CandidateTrial& trial) { return trial.row.not_verified.empty(); };
  const int total = static_cast<int>(std::count_if(trials.begin(), trials.end(), can_be_judged)) * repeats;
  std::atomic<std::size_t> next{0};
  std::mutex reporting;
  int done = 0;
  const auto run_trial = [&](CandidateTrial& trial) {
    for (int i = 0; i < repeats && trial.row.not_verified.empty(); ++i) {
      note(trial.row, trial.points, trial.judge(judge));
      const std::lock_guard lock(reporting);
      if (watch.on_judged) watch.on_judged(++done, total);
    }
    const std::lock_guard lock(reporting);
    if (watch.on_row) watch.on_row(trial.row);
  };
  const auto work = [&] {
    for (std::size_t i = next++; i < trials.size(); i = next++) run_trial(trials[i]);
  };
  {
    std::vector<std::jthread> threads;
    for (int i = 1; i < jobs; ++i) threads.emplace_back(work);
    work();
  }
  std::vector<VerifyRow> rows;
  for (CandidateTrial& trial : trials) rows.push_back(std::move(trial.row));
  return rows;
}

}  // namespace quantladder::judge
