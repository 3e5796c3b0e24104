// The workers of one judge: those that wait, started ahead of time, and those that judge.
#pragma once

#include <memory>
#include <mutex>
#include <vector>

#include "judge/split/worker.h"

namespace quantladder::judge {

// Thread-safe.
class WorkerPool {
 public:
  WorkerPool(SpawnThread& spawner, const Sandbox& sandbox) : spawner_(spawner), sandbox_(sandbox) {}

  // A worker for one judgement, which ends with it.
  class Taken {
   public:
    Taken(WorkerPool& pool, std::unique_ptr<Worker> worker) : pool_(pool), worker_(std::move(worker)) {}
    Taken(const Taken&) = delete;
    Taken& operator=(const Taken&) = delete;
    ~Taken();
    Worker& worker() const { return *worker_; }

   private:
    WorkerPool& pool_;
    std::unique_ptr<Worker> worker_;
  };

  // Returns one that waits, else one started now. Throws core::Error(environment).
  Taken take();
  // Starts one that will wait. Returns its complaint; empty when it greeted as it should, and so everything that a
  // worker needs works.
  std::string start_first();
  // Starts as many as are missing for `count` judgements at once, and returns when they wait.
  void fill(int count);
  // Ends those that wait, since what the sandbox shows them has changed.
  void drop_waiting();

 private:
  std::unique_ptr<Worker> take_waiting();

  SpawnThread& spawner_;
  const Sandbox& sandbox_;
  std::mutex mutex_;
  std::vector<std::unique_ptr<Worker>> waiting_;
  int busy_ = 0;      // taken
  int starting_ = 0;  // by fill()
};

}  // namespace quantladder::judge
