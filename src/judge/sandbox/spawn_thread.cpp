#include "judge/sandbox/spawn_thread.h"

#include <utility>

namespace quantladder::judge {

SpawnThread::SpawnThread() : thread_([this](std::stop_token stop) { work(stop); }) {}

SpawnThread::~SpawnThread() = default;

sys::Process SpawnThread::spawn(const sys::SpawnOptions& options) {
  std::packaged_task<sys::Process()> task([&options] { return sys::Process::spawn(options); });
  std::future<sys::Process> started = task.get_future();
  {
    const std::lock_guard lock(mutex_);
    tasks_.push_back(std::move(task));
  }
  asked_.notify_one();
  return started.get();
}

void SpawnThread::work(std::stop_token stop) {
  while (true) {
    std::unique_lock lock(mutex_);
    if (!asked_.wait(lock, stop, [this] { return !tasks_.empty(); })) return;
    std::packaged_task<sys::Process()> task = std::move(tasks_.front());
    tasks_.pop_front();
    lock.unlock();
    task();
  }
}

}  // namespace quantladder::judge
