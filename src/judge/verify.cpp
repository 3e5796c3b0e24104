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
  std::function<core::Judgement(Judge&)> judge;
};

CandidateTrial make_trial(const tasks::Task& task, const std::string& candidate, std::vector<core::AnswerFile> files) {
  CandidateTrial trial;
  trial.row.task = task.qualified_id();
  trial.row.candidate = candidate;
  trial.judge = [assignment = make_assignment(task), files = std::move(files)](Judge& judge) {
    return judge.check(assignment, files);
  };
  return trial;
}

CandidateTrial make_reply_trial(const tasks::Task& task, const std::string& candidate, const std::string& reply) {
  CandidateTrial trial;
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
    }
    trials.push_back(make_trial(task, "empty", fill(task, "")));
    trials.push_back(make_trial(task, "junk", fill(task, std::string(kJunk) + "\n")));
    trials.push_back(make_reply_trial(task, "empty reply", ""));
    trials.push_back(make_reply_trial(task, "junk reply", kJunk));
  }
  return trials;
}

bool as_it_must_be(const core::Judgement& judgement, bool must_pass) {
  return core::is_scored(judgement.outcome) && (judgement.outcome == core::Outcome::pass) == must_pass;
}

void note(VerifyRow& row, core::Judgement judgement) {
  const bool good = as_it_must_be(judgement, row.must_pass);
  row.slowest_ms = std::max(row.slowest_ms, judgement.wall_ms);
  const bool keep = row.judged == 0 || (!good && row.unexpected == 0);
  if (keep) row.judgement = std::move(judgement);
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
      note(trial.row, trial.judge(judge));
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
