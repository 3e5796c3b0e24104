#include "quantladder/bench/rescore.h"

#include <algorithm>
#include <tuple>

#include "bench/judge_pool.h"
#include "quantladder/bench/reply_outcome.h"
#include "quantladder/bench/run.h"
#include "quantladder/extract/extract.h"

namespace quantladder::bench {
namespace {

bool is_outdated(const core::Record& record, const tasks::Task& task) {
  if (record.judgements().empty()) return true;
  const core::Judgement& last = record.judgement();
  return last.tests_sha256 != task.tests_sha256 || last.extractor != extract::kExtractorVersion ||
         core::is_void(last.outcome);
}

std::vector<JudgeJob> jobs_for(const store::RunStore& store, const std::vector<tasks::Suite>& suites,
                               const judge::Runtimes& runtimes, RescoreScope scope) {
  std::vector<JudgeJob> jobs;
  for (auto& record : store.records()) {
    const tasks::Task* task = find_task(suites, record.cell);
    if (task == nullptr || record.generation() == nullptr || !runtimes.why_not(*task).empty()) continue;
    if (judge_generation(*record.generation(), record.answered().request)) continue;
    if (scope == RescoreScope::all || is_outdated(record, *task))
      jobs.push_back({std::move(record), task, core::JudgingMode::between});
  }
  return jobs;
}

}  // namespace

std::vector<Rescored> rescore(store::RunStore& store, const std::vector<tasks::Suite>& suites, judge::Judge& judge,
                              int jobs, RescoreScope scope, const std::function<void(int, int)>& on_done,
                              std::stop_token stop) {
  JudgePool pool(judge, jobs);
  auto work = jobs_for(store, suites, judge.runtimes(), scope);
  const int total = static_cast<int>(work.size());
  for (auto& job : work) pool.submit(std::move(job));
  std::vector<Rescored> results;
  while (pool.unfinished() > 0 && !stop.stop_requested()) {
    auto judged = pool.next(std::chrono::milliseconds(100));
    if (!judged) continue;
    store.add_judgement(judged->record, judged->record.judgement());
    store.write_artifacts(judged->record, judged->task->prompt, judged->answer);
    const auto& judgements = judged->record.judgements();
    const core::Outcome before =
        judgements.size() > 1 ? judgements[judgements.size() - 2].outcome : core::Outcome::not_run;
    results.push_back({std::move(judged->record), before});
    on_done(static_cast<int>(results.size()), total);
  }
  pool.drop_queued();
  std::sort(results.begin(), results.end(), [](const Rescored& a, const Rescored& b) {
    return std::tie(a.record.cell, a.record.attempt) < std::tie(b.record.cell, b.record.attempt);
  });
  return results;
}

}  // namespace quantladder::bench
