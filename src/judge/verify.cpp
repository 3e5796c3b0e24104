#include "quantladder/judge/verify.h"

#include <algorithm>
#include <atomic>
#include <mutex>
#include <thread>

namespace quantladder::judge {
namespace {

constexpr const char* kJunk = "I am sorry, I can't help with that.";

// A candidate and how it is judged.
struct Trial {
  VerifyRow row;
  std::function<core::Judgement(Judge&)> judge;
};

Trial make_trial(const tasks::Task& task, const std::string& candidate, std::vector<core::AnswerFile> files) {
  Trial trial;
  trial.row.task = task.qualified_id();
  trial.row.candidate = candidate;
  trial.judge = [assignment = make_assignment(task), files = std::move(files)](Judge& judge) {
    return judge.check(assignment, files);
  };
  return trial;
}

Trial make_reply_trial(const tasks::Task& task, const std::string& candidate, const std::string& reply) {
  Trial trial;
  trial.row.task = task.qualified_id();
  trial.row.candidate = candidate;
  trial.judge = [&task, reply](Judge& judge) { return judge_reply(judge, task, reply); };
  return trial;
}

std::vector<core::AnswerFile> fill(const tasks::Task& task, const std::string& content) {
  std::vector<core::AnswerFile> files;
  for (const std::string& path : task.files) files.push_back({path, content});
  return files;
}

std::vector<Trial> make_trials(const tasks::Suite& suite, Candidates candidates) {
  std::vector<Trial> trials;
  for (const tasks::Task& task : suite.tasks) {
    trials.push_back(make_trial(task, "reference", task.reference));
    trials.back().row.must_pass = true;
    if (candidates == Candidates::references) continue;
    for (const tasks::WrongSolution& wrong : task.wrong) {
      trials.push_back(make_trial(task, "wrong/" + wrong.name, wrong.files));
      trials.back().row.breaks = wrong.breaks;
    }
    trials.push_back(make_trial(task, "empty", fill(task, "")));
    trials.push_back(make_trial(task, "junk", fill(task, std::string(kJunk) + "\n")));
    trials.push_back(make_reply_trial(task, "empty reply", ""));
    trials.push_back(make_reply_trial(task, "junk reply", kJunk));
  }
  return trials;
}

void run_trial(Judge& judge, Trial& trial, int repeats) {
  for (int i = 0; i < std::max(repeats, 1); ++i) {
    core::Judgement judgement = trial.judge(judge);
    trial.row.slowest_ms = std::max(trial.row.slowest_ms, judgement.wall_ms);
    if (i == 0 || trial.row.as_expected()) trial.row.judgement = std::move(judgement);
  }
}

}  // namespace

bool VerifyRow::as_expected() const {
  if (!core::is_scored(judgement.outcome)) return false;
  return (judgement.outcome == core::Outcome::pass) == must_pass;
}

std::vector<VerifyRow> verify_suite(Judge& judge, const tasks::Suite& suite, int repeats, int jobs,
                                    const std::function<void(const VerifyRow&)>& on_row, Candidates candidates) {
  std::vector<Trial> trials = make_trials(suite, candidates);
  std::atomic<std::size_t> next{0};
  std::mutex reporting;
  const auto work = [&] {
    for (std::size_t i = next++; i < trials.size(); i = next++) {
      run_trial(judge, trials[i], repeats);
      const std::lock_guard lock(reporting);
      if (on_row) on_row(trials[i].row);
    }
  };
  {
    std::vector<std::jthread> threads;
    for (int i = 1; i < jobs; ++i) threads.emplace_back(work);
    work();
  }
  std::vector<VerifyRow> rows;
  for (Trial& trial : trials) rows.push_back(std::move(trial.row));
  return rows;
}

}  // namespace quantladder::judge
