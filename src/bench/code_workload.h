// Suites of code: a llama-server answers, the judge tries the answers.
#pragma once

#include <map>
#include <string>
#include <utility>

#include "bench/judge_pool.h"
#include "bench/workload.h"

namespace quantladder::bench {

// What all groups of code share.
struct CodeScope : RunScope {
  JudgePool& pool;
  std::map<std::string, std::string> given_up = {};  // model id -> why its remaining cells are not run
  // (model, suite, item) -> why its prompt cannot fit
  std::map<std::tuple<std::string, std::string, std::string>, std::string> misfits = {};

  void commit_judged(const JudgedCell& judged);
};

}  // namespace quantladder::bench
