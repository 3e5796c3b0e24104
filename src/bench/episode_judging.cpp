#include "bench/episode_judging.h"

#include <algorithm>
#include <atomic>
#include <future>
#include <map>
#include <mutex>
#include <shared_mutex>
#include <vector>

#include "quantladder/core/words.h"

namespace quantladder::bench {
namespace {

// The answers of one visit of a conversation, in the order of its turns.
using Visit = std::vector<core::Exchange*>;

std::vector<Visit> visits_of(core::Episode& episode) {
  std::map<std::pair<int, int>, Visit> visits;
  for (core::Exchange& each : episode.exchanges) visits[{each.agent, each.visit}].push_back(&each);
  std::vector<Visit> result;
  for (auto& [key, visit] : visits) {
    std::sort(visit.begin(), visit.end(), [](const auto* a, const auto* b) { return a->turn < b->turn; });
    result.push_back(std::move(visit));
  }
  return result;
}

using IsJudged = bool (*)(const core::Exchange& exchange);

// Whether its code decides: nothing else has.
bool is_open_verdict(const core::Exchange& exchange) {
  return exchange.is_answered() && exchange.outcome == core::Outcome::not_run;
}

bool was_judged(const core::Exchange& exchange) { return !exchange.judgements.empty(); }

// Shared: a first look at an answer; exclusive: a second look, with no other judgement running.
using Looks = std::shared_mutex;

void judge_turn(core::Exchange& exchange, tasks::Task& task, judge::Judge& judge, Looks& looks) {
  core::Answer answer;
  core::Judgement judgement;
  {
    const std::shared_lock among_others(looks);
    judgement = judge::judge_reply(judge, task, exchange.generation.text, &answer);
  }
  judgement = judge::with_second_look(judgement, [&] {
    const std::unique_lock by_itself(looks);
    return judge::judge_reply(judge, task, exchange.generation.text, &answer);
  });
  judgement.while_generating = core::JudgingMode::between;
  exchange.outcome = judgement.outcome;
  exchange.judgements.push_back(std::move(judgement));
  task.earlier = tasks::assembled(task, std::move(answer.files));
}

void judge_visit(const Visit& visit, const tasks::Suite& suite, judge::Judge& judge, Looks& looks, IsJudged is_judged,
                 const std::stop_token& stop) {
  std::vector<core::AnswerFile> earlier;
  for (core::Exchange* exchange : visit) {
    if (stop.stop_requested()) return;
    if (!is_judged(*exchange)) continue;
    tasks::Task task = *suite.find(exchange->task);
    task.earlier = std::move(earlier);
    judge_turn(*exchange, task, judge, looks);
    earlier = std::move(task.earlier);
  }
}

bool judge_all(core::Episode& episode, const tasks::Suite& suite, judge::Judge& judge, int jobs, IsJudged is_judged,
               const std::stop_token& stop) {
  const std::vector<Visit> visits = visits_of(episode);
  std::atomic<std::size_t> next{0};
  Looks looks;
  const auto work = [&] {
    for (std::size_t i = next++; i < visits.size(); i = next++)
      judge_visit(visits[i], suite, judge, looks, is_judged, stop);
  };
  std::vector<std::future<void>> workers;
  for (int i = 0; i < std::max(1, jobs); ++i) workers.push_back(std::async(std::launch::async, work));
  for (auto& worker : workers) worker.get();
  return !stop.stop_requested();
}

}  // namespace

std::optional<core::KeywordCheck> check_keywords(const tasks::Task& task, const core::Generation& generation) {
  if (task.keywords.empty()) return std::nullopt;
  const std::string text = core::in_small_letters(generation.text + "\n" + generation.reasoning);
  core::KeywordCheck check;
  for (const std::string& word : task.keywords)
    (text.find(core::in_small_letters(word)) == std::string::npos ? check.missing : check.found).push_back(word);
  return check;
}

bool judge_episode(core::Episode& episode, const tasks::Suite& suite, judge::Judge& judge, int jobs,
                   std::stop_token stop) {
  return judge_all(episode, suite, judge, jobs, is_open_verdict, stop);
}

std::optional<core::EpisodeJudgement> judge_again(core::Episode episode, const tasks::Suite& suite, judge::Judge& judge,
                                                  int jobs, std::stop_token stop) {
  if (!judge_all(episode, suite, judge, jobs, was_judged, stop)) return std::nullopt;
  core::EpisodeJudgement later;
  for (core::Exchange& each : episode.exchanges) {
    if (!was_judged(each) && !each.keywords) continue;
    core::TurnJudgement& turn = later.turns.emplace_back();
    turn.agent = each.agent;
    turn.visit = each.visit;
    turn.turn = each.turn;
    if (was_judged(each)) turn.judgement = std::move(each.judgements.back());
    turn.keywords = check_keywords(*suite.find(each.task), each.generation);
  }
  return later;
}

}  // namespace quantladder::bench
