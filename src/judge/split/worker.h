// The untrusted process, in its sandbox, waiting for the tester to send it an answer.
#pragma once

#include <chrono>

#include "judge/sandbox/cage.h"
#include "judge/sandbox/user_number.h"

namespace quantladder::judge {

class Worker {
 public:
  // Started and not waited for; nothing of any answer is in it. Throws core::Error(environment).
  Worker(SpawnThread& spawner, const Sandbox& sandbox);

  // True when it has said hello and only waits. Returns at the latest after `limit`.
  bool wait_until_idle(std::chrono::milliseconds limit);
  // The last line that it or bubblewrap wrote.
  std::string last_words();
  // The control group's limit for the judgement to come.
  void set_memory(int mib);

  Cage& cage() { return *cage_; }
  sys::Fd& rpc() { return rpc_; }        // the tester's end
  sys::Fd& output() { return output_; }  // its stdout and stderr; does not block

 private:
  UserNumber user_;
  sys::Fd rpc_;
  sys::Fd output_;
  std::unique_ptr<Cage> cage_;
};

}  // namespace quantladder::judge
