// Finds out, by trying, what this machine offers to judge in.
#pragma once

#include <memory>
#include <utility>

#include "judge/provided_folders.h"
#include "judge/split/worker_pool.h"
#include "judge/split/zygote.h"

namespace quantladder::judge {

// The processes of one judge and the sandbox that all of them are started in. The probe starts a tester and a worker to
// see whether the sandbox works, and these judge the first answer: a start of pytest costs more than a verdict.
struct Crew {
  explicit Crew(Sandbox found) : sandbox(std::move(found)) { sandbox.own_files = split_files(); }

  Sandbox sandbox;
  ProvidedFolders provided;  // of the sandbox's provision
  SpawnThread spawner;
  Zygote zygote{spawner, sandbox};
  WorkerPool workers{spawner, sandbox};
};

struct Probe {
  SandboxFacts facts;
  bool usable = false;  // there is what JudgeOptions asked for; otherwise facts.problem and facts.remedy say why not
  std::unique_ptr<Crew> crew;  // there when usable; in a sandbox its tester and a worker have been started
};

Probe probe(const JudgeOptions& options);

// Looks for what the suites need and lets the workers to come have it; without a usable sandbox nothing is tried.
Runtimes provide_runtimes(const Probe& probe, const std::vector<tasks::Suite>& suites, const RuntimeSearch& search);

// Makes a judge in the sandbox that was found; `probe` must be usable.
std::unique_ptr<Judge> judge_in(Probe probe, Runtimes runtimes = {});

}  // namespace quantladder::judge
