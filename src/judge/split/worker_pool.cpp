#include "judge/split/worker_pool.h"

namespace quantladder::judge {
namespace {

constexpr std::chrono::seconds kIdleLimit{10};
constexpr std::chrono::seconds kFirstLimit{30};  // longer, since the judge is refused when it passes

}  // namespace

WorkerPool::Taken::~Taken() {
  worker_.reset();
  const std::lock_guard lock(pool_.mutex_);
  --pool_.busy_;
}

std::unique_ptr<Worker> WorkerPool::take_waiting() {
  const std::lock_guard lock(mutex_);
  ++busy_;
  std::unique_ptr<Worker> worker;
  // No answer is at fault for a worker that died while it waited, as when the machine ran out of memory.
  while (!waiting_.empty() && (!worker || !worker->cage().running())) {
    worker = std::move(waiting_.back());
    waiting_.pop_back();
  }
  if (worker && !worker->cage().running()) worker.reset();
  return worker;
}

WorkerPool::Taken WorkerPool::take() {
  std::unique_ptr<Worker> worker = take_waiting();
  try {
    if (!worker) worker = std::make_unique<Worker>(spawner_, sandbox_);
  } catch (...) {
    const std::lock_guard lock(mutex_);
    --busy_;
    throw;
  }
  return {*this, std::move(worker)};
}

std::string WorkerPool::start_first() {
  auto worker = std::make_unique<Worker>(spawner_, sandbox_);
  if (!worker->wait_until_idle(kFirstLimit)) return worker->last_words();
  const std::lock_guard lock(mutex_);
  waiting_.push_back(std::move(worker));
  return "";
}

void WorkerPool::drop_waiting() {
  const std::lock_guard lock(mutex_);
  waiting_.clear();
}

void WorkerPool::fill(int count) {
  while (true) {
    {
      const std::lock_guard lock(mutex_);
      if (static_cast<int>(waiting_.size()) + busy_ + starting_ >= count) return;
      ++starting_;
    }
    std::unique_ptr<Worker> worker;
    try {
      worker = std::make_unique<Worker>(spawner_, sandbox_);
      worker->wait_until_idle(kIdleLimit);
    } catch (...) {
      const std::lock_guard lock(mutex_);
      --starting_;
      throw;
    }
    const std::lock_guard lock(mutex_);
    --starting_;
    waiting_.push_back(std::move(worker));
  }
}

}  // namespace quantladder::judge
