#include "bench/judge_pool.h"

#include <algorithm>
#include <utility>

namespace quantladder::bench {

JudgePool::JudgePool(judge::Judge& judge, int jobs) : judge_(judge), jobs_(std::max(1, jobs)) {
  judge_.prepare(jobs_);
  for (int i = 0; i < jobs_; ++i) {
    workers_.emplace_back([this](std::stop_token stop) { work(stop); });
  }
}

JudgePool::~JudgePool() {
  for (auto& worker : workers_) worker.request_stop();
  queued_.notify_all();
}

void JudgePool::submit(JudgeJob job) {
  const std::scoped_lock lock(mutex_);
  queue_.push_back(std::move(job));
  ++unfinished_;
  queued_.notify_one();
}

int JudgePool::unfinished() const {
  const std::scoped_lock lock(mutex_);
  return unfinished_;
}

std::optional<JudgedCell> JudgePool::next(std::chrono::milliseconds timeout) {
  std::unique_lock lock(mutex_);
  finished_.wait_for(lock, timeout, [this] { return !done_.empty() || failure_ != nullptr; });
  if (failure_ != nullptr) {
    --unfinished_;
    std::rethrow_exception(std::exchange(failure_, nullptr));
  }
  if (done_.empty()) return std::nullopt;
  JudgedCell cell = std::move(done_.front());
  done_.pop_front();
  --unfinished_;
  return cell;
}

void JudgePool::drop_queued() {
  const std::scoped_lock lock(mutex_);
  unfinished_ -= static_cast<int>(queue_.size());
  queue_.clear();
}

void JudgePool::work(std::stop_token stop) {
  while (true) {
    std::unique_lock lock(mutex_);
    if (!queued_.wait(lock, stop, [this] { return !queue_.empty(); }) || stop.stop_requested()) return;
    JudgeJob job = std::move(queue_.front());
    queue_.pop_front();
    lock.unlock();
    std::exception_ptr failure;
    std::optional<JudgedCell> cell;
    try {
      cell = judge_one(std::move(job));
    } catch (...) {
      failure = std::current_exception();
    }
    // While this cell still counts as unfinished: a server on this machine's cores waits for that to end, and so never
    // generates beside the start of a worker.
    judge_.prepare(jobs_);
    lock.lock();
    if (cell) {
      done_.push_back(std::move(*cell));
    } else {
      failure_ = failure;  // counts as unfinished until next() has told of it
    }
    finished_.notify_all();
  }
}

JudgedCell JudgePool::judge_one(JudgeJob job) {
  JudgedCell cell{.record = std::move(job.record), .task = job.task, .answer = {}};
  const std::string& reply = cell.record.generation()->text;
  core::Judgement first;
  {
    const std::shared_lock among_others(alone_);
    first = judge::judge_reply(judge_, *cell.task, reply, &cell.answer);
  }
  core::Judgement final_judgement = judge::with_second_look(first, [&] {
    const std::unique_lock by_itself(alone_);
    return judge::judge_reply(judge_, *cell.task, reply, &cell.answer);
  });
  final_judgement.while_generating = job.while_generating;
  cell.record.answered().judgements.push_back(std::move(final_judgement));
  return cell;
}

}  // namespace quantladder::bench
