// Judges an episode's answers, each turn together with what the turns before it gave.
#pragma once

#include <optional>
#include <stop_token>

#include "quantladder/core/episode.h"
#include "quantladder/judge/judge.h"
#include "quantladder/tasks/suite.h"

namespace quantladder::bench {

// Looks up the published rule of a task in an answer, whatever the letters' case; nullopt: the task has none.
std::optional<core::KeywordCheck> check_keywords(const tasks::Task& task, const core::Generation& generation);

// Judges what only its code decides, `jobs` visits of conversations at a time; a verdict that may be the busy machine's
// doing is looked at again with no other judgement running. False: `stop` was requested, and some are not judged.
bool judge_episode(core::Episode& episode, const tasks::Suite& suite, judge::Judge& judge, int jobs,
                   std::stop_token stop);

// Judges an episode's answers likewise once more: the code of those that were judged, and the published rule. nullopt:
// `stop` was requested.
std::optional<core::EpisodeJudgement> judge_again(core::Episode episode, const tasks::Suite& suite, judge::Judge& judge,
                                                  int jobs, std::stop_token stop);

}  // namespace quantladder::bench
