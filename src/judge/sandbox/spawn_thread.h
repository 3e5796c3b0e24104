// Starts programs from one thread that lives as long as this object. "Die with your parent" means the thread that
// forked, and what is started here may outlive the thread that asked for it.
#pragma once

#include <condition_variable>
#include <deque>
#include <future>
#include <mutex>
#include <thread>

#include "quantladder/sys/process.h"

namespace quantladder::judge {

class SpawnThread {
 public:
  SpawnThread();
  ~SpawnThread();
  // Throws what sys::Process::spawn throws.
  sys::Process spawn(const sys::SpawnOptions& options);

 private:
  void work(std::stop_token stop);

  std::mutex mutex_;
  std::condition_variable_any asked_;
  std::deque<std::packaged_task<sys::Process()>> tasks_;
  std::jthread thread_;
};

}  // namespace quantladder::judge
