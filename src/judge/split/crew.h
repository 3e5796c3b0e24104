// The processes of one judge and the sandbox that all of them are started in. The probe starts a tester and a worker to
// see whether the sandbox works, and these judge the first answer: a start of pytest costs more than a verdict.
#pragma once

#include <utility>

#include "judge/split/split_source.h"
#include "judge/split/worker_pool.h"
#include "judge/split/zygote.h"

namespace quantladder::judge {

struct Crew {
  explicit Crew(Sandbox found) : sandbox(std::move(found)) { sandbox.own_files = split_files(); }

  Sandbox sandbox;
  SpawnThread spawner;
  Zygote zygote{spawner, sandbox};
  WorkerPool workers{spawner, sandbox};
};

}  // namespace quantladder::judge
