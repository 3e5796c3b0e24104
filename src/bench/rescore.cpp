#include "quantladder/bench/rescore.h"

#include <fmt/format.h>

#include <algorithm>
#include <tuple>

#include "bench/episode_judging.h"
#include "bench/judge_pool.h"
#include "quantladder/bench/reply_outcome.h"
#include "quantladder/bench/run.h"
#include "quantladder/extract/extract.h"

namespace quantladder::bench {
namespace {

bool is_outdated(const std::vector<core::Judgement>& judgements, const tasks::Task& task) {
  if (judgements.empty()) return true;
  const core::Judgement& last = judgements.back();
  return last.tests_sha256 != task.tests_sha256 || last.extractor != extract::kExtractorVersion ||
         core::is_void(last.outcome);
}

struct EpisodeJob {
  core::Record record;
  const tasks::Suite* suite = nullptr;

  const core::Episode& episode() const { return std::get<core::Episode>(record.payload); }
  int replies() const {
    const auto is_judged = [](const core::Exchange& each) { return !each.judgements.empty(); };
    const auto& exchanges = episode().exchanges;
    return static_cast<int>(std::count_if(exchanges.begin(), exchanges.end(), is_judged));
  }
};

struct Work {
  std::vector<JudgeJob> code;
  std::vector<EpisodeJob> episodes;

  int replies() const {
    int sum = static_cast<int>(code.size());
    for (const EpisodeJob& each : episodes) sum += each.replies();
    return sum;
  }
};

// A turn's files are those of its visit's other turns too: an episode is judged as a whole or not at all.
bool is_outdated(const core::Episode& episode, const tasks::Suite& suite) {
  return std::any_of(episode.exchanges.begin(), episode.exchanges.end(), [&](const core::Exchange& each) {
    const tasks::Task& task = *suite.find(each.task);
    const bool has_other_rule = each.keywords && check_keywords(task, each.generation) != each.keywords;
    return has_other_rule || (!each.judgements.empty() && is_outdated(each.judgements, task));
  });
}

bool is_judgeable(const core::Episode& episode, const tasks::Suite& suite, const judge::Runtimes& runtimes) {
  return episode.outcome == core::Outcome::measured &&
         std::all_of(suite.tasks.begin(), suite.tasks.end(),
                     [&](const tasks::Task& task) { return runtimes.why_not(task).empty(); });
}

void add_episode(core::Record record, const std::vector<tasks::Suite>& suites, const judge::Runtimes& runtimes,
                 RescoreScope scope, Work& work) {
  const auto suite = std::find_if(suites.begin(), suites.end(),
                                  [&](const tasks::Suite& each) { return each.id == record.cell.suite; });
  if (suite == suites.end()) return;
  EpisodeJob job{std::move(record), &*suite};
  if (!is_judgeable(job.episode(), *suite, runtimes)) return;
  if (scope == RescoreScope::all || is_outdated(job.episode(), *suite)) work.episodes.push_back(std::move(job));
}

Work work_for(const store::RunStore& store, const std::vector<tasks::Suite>& suites, const judge::Runtimes& runtimes,
              RescoreScope scope) {
  Work work;
  for (auto& record : store.records()) {
    if (record.kind() == core::SuiteKind::load) {
      add_episode(std::move(record), suites, runtimes, scope, work);
      continue;
    }
    const tasks::Task* task = find_task(suites, record.cell);
    if (task == nullptr || record.generation() == nullptr || !runtimes.why_not(*task).empty()) continue;
    if (judge_generation(*record.generation(), record.answered().request)) continue;
    if (scope == RescoreScope::all || is_outdated(record.judgements(), *task))
      work.code.push_back({std::move(record), task, core::JudgingMode::between});
  }
  return work;
}

Rescored rescored_of(const core::Record& record) {
  const auto& judgements = record.judgements();
  const core::Judgement before = judgements.size() > 1 ? judgements[judgements.size() - 2] : core::Judgement();
  return {.cell = record.cell,
          .attempt = record.attempt,
          .turn = "",
          .before = before.outcome,
          .now = record.outcome(),
          .points_before = core::points_given(before, record.points()),
          .points_now = record.earned()};
}

std::string turn_text(const core::Exchange& exchange) {
  const std::string turn = fmt::format("turn {} of {}", exchange.turn, exchange.conversation);
  return exchange.is_primary() ? turn : fmt::format("{}, agent {}, visit {}", turn, exchange.agent, exchange.visit);
}

class Rescoring {
 public:
  Rescoring(store::RunStore& store, judge::Judge& judge, int jobs, int total,
            const std::function<void(int, int)>& on_done, std::stop_token stop)
      : store_(store), judge_(judge), jobs_(jobs), total_(total), on_done_(on_done), stop_(std::move(stop)) {}

  void judge_code(std::vector<JudgeJob> work);
  void judge_episode(EpisodeJob job);
  std::vector<Rescored> results() &&;

 private:
  void tell() const { on_done_(static_cast<int>(results_.size()), total_); }

  store::RunStore& store_;
  judge::Judge& judge_;
  int jobs_;
  int total_;
  const std::function<void(int, int)>& on_done_;
  std::stop_token stop_;
  std::vector<Rescored> results_;
};

void Rescoring::judge_code(std::vector<JudgeJob> work) {
  JudgePool pool(judge_, jobs_);
  for (auto& job : work) pool.submit(std::move(job));
  while (pool.unfinished() > 0 && !stop_.stop_requested()) {
    auto judged = pool.next(std::chrono::milliseconds(100));
    if (!judged) continue;
    store_.add_judgement(judged->record, judged->record.judgement());
    store_.write_artifacts(judged->record, judged->task->prompt, judged->answer);
    results_.push_back(rescored_of(judged->record));
    tell();
  }
  pool.drop_queued();
}

void Rescoring::judge_episode(EpisodeJob job) {
  if (stop_.stop_requested()) return;
  const auto later = judge_again(job.episode(), *job.suite, judge_, jobs_, stop_);
  if (!later) return;
  store_.add_judgement(job.record, *later);
  const core::Episode before = job.episode();
  auto& episode = std::get<core::Episode>(job.record.payload);
  core::add_judgement(episode, *later);
  for (std::size_t i = 0; i < episode.exchanges.size(); ++i) {
    const core::Exchange& now = episode.exchanges[i];
    if (now.judgements.empty()) continue;
    results_.push_back({.cell = job.record.cell,
                        .attempt = job.record.attempt,
                        .turn = turn_text(now),
                        .before = before.exchanges[i].outcome,
                        .now = now.outcome});
  }
  tell();
}

std::vector<Rescored> Rescoring::results() && {
  std::stable_sort(results_.begin(), results_.end(), [](const Rescored& a, const Rescored& b) {
    return std::tie(a.cell, a.attempt) < std::tie(b.cell, b.attempt);
  });
  return std::move(results_);
}

}  // namespace

std::vector<Rescored> rescore(store::RunStore& store, const std::vector<tasks::Suite>& suites, judge::Judge& judge,
                              int jobs, RescoreScope scope, const std::function<void(int, int)>& on_done,
                              std::stop_token stop) {
  Work work = work_for(store, suites, judge.runtimes(), scope);
  Rescoring rescoring(store, judge, jobs, work.replies(), on_done, std::move(stop));
  if (!work.code.empty()) rescoring.judge_code(std::move(work.code));
  for (EpisodeJob& job : work.episodes) rescoring.judge_episode(std::move(job));
  return std::move(rescoring).results();
}

}  // namespace quantladder::bench
