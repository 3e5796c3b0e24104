// Finds out, by trying, what this machine offers to judge in.
#pragma once

#include <memory>

#include "judge/split/crew.h"

namespace quantladder::judge {

struct Probe {
  SandboxFacts facts;
  bool usable = false;  // there is what JudgeOptions asked for; otherwise facts.problem and facts.remedy say why not
  std::unique_ptr<Crew> crew;  // there when usable; in a sandbox its tester and a worker have been started
};

Probe probe(const JudgeOptions& options);

// A judge in the sandbox that was found; `probe` must be usable.
std::unique_ptr<Judge> judge_in(Probe probe);

}  // namespace quantladder::judge
