// The trusted process: it has imported pytest once and forks itself for each judgement. It never runs an answer, so
// what it forks is as good as new.
#pragma once

#include <memory>
#include <mutex>

#include "judge/sandbox/cage.h"

namespace quantladder::judge {

// The harness's ends of one judgement's channels.
struct TesterRun {
  sys::Fd verdict;   // what the tester reports; only it holds the other end
  sys::Fd output;    // its stdout and stderr
  sys::Fd lifeline;  // tells the tester's exit status; closing it ends the tester
};

// Thread-safe. It is started when first needed, and again when it died.
class Zygote {
 public:
  Zygote(SpawnThread& spawner, const Sandbox& sandbox) : spawner_(spawner), sandbox_(sandbox) {}

  // Sees to it that the process is started and ready. Throws core::Error(environment) when that can't be.
  void prepare();
  // Forks a tester for `assignment_json`, joined to a worker by `rpc` (-1: there is none).
  TesterRun run(const std::string& assignment_json, int rpc);

 private:
  void start();
  bool send(const std::vector<int>& fds);
  bool alive();

  SpawnThread& spawner_;
  const Sandbox& sandbox_;
  std::mutex mutex_;
  sys::Fd control_;
  sys::Fd output_;
  std::unique_ptr<Cage> cage_;
};

}  // namespace quantladder::judge
