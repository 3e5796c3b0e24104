// Judges the answers of an episode, when it is over: each turn with what the turns before it gave.
#pragma once

#include <stop_token>

#include "quantladder/core/episode.h"
#include "quantladder/judge/judge.h"
#include "quantladder/tasks/suite.h"

namespace quantladder::bench {

// Adds a judgement to every exchange whose code decides its outcome. `jobs` conversations are judged at once. Returns
// false where a stop was requested before the end.
bool judge_episode(core::Episode& episode, const tasks::Suite& suite, judge::Judge& judge, int jobs,
                   std::stop_token stop);

}  // namespace quantladder::bench
