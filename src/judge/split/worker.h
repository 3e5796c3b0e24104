// The untrusted process, in its sandbox, waiting for the tester to send it an answer.
#pragma once

#include <chrono>

#include "judge/sandbox/cage.h"

namespace quantladder::judge {

// A number that no other worker of this process has meanwhile: as root it becomes the user id.
class UserNumber {
 public:
  UserNumber();
  UserNumber(const UserNumber&) = delete;
  UserNumber& operator=(const UserNumber&) = delete;
  ~UserNumber();
  unsigned value() const { return value_; }

 private:
  unsigned value_ = 0;
};

class Worker {
 public:
  // Starts it and does not wait for it; nothing of any answer is in it. Throws core::Error(environment).
  Worker(SpawnThread& spawner, const Sandbox& sandbox);

  // Returns whether it has said hello and only waits; at the latest after `limit`.
  bool wait_until_idle(std::chrono::milliseconds limit);
  // Returns the last line that it or bubblewrap wrote.
  std::string last_words();
  // Sets the control group's limit for the judgement to come.
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
