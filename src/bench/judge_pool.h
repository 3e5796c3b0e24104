// Judges replies beside the run loop. A verdict that may be the busy machine's doing (timeout, void) is looked at again
// with no other judgement running.
#pragma once

#include <chrono>
#include <condition_variable>
#include <deque>
#include <exception>
#include <mutex>
#include <optional>
#include <shared_mutex>
#include <stop_token>
#include <thread>
#include <vector>

#include "quantladder/core/record.h"
#include "quantladder/judge/judge.h"

namespace quantladder::bench {

struct JudgeJob {
  core::Record record;  // with a generation, without a judgement
  const tasks::Task* task = nullptr;
  core::JudgingMode while_generating = core::JudgingMode::between;
};

struct JudgedCell {
  core::Record record;
  const tasks::Task* task = nullptr;
  core::Answer answer;
};

class JudgePool {
 public:
  JudgePool(judge::Judge& judge, int jobs);  // has the judge ready for so many at once when it returns
  ~JudgePool();                              // lets running judgements end, drops queued ones

  void submit(JudgeJob job);
  // Submitted and not yet handed out by next().
  int unfinished() const;
  // The next judged cell; absent when none ended within `timeout`. Rethrows what stopped a judgement.
  std::optional<JudgedCell> next(std::chrono::milliseconds timeout);
  void drop_queued();

 private:
  void work(std::stop_token stop);
  JudgedCell judge_one(JudgeJob job);

  judge::Judge& judge_;
  const int jobs_;
  mutable std::mutex mutex_;
  std::condition_variable_any queued_;
  std::condition_variable finished_;
  std::deque<JudgeJob> queue_;
  std::deque<JudgedCell> done_;
  std::exception_ptr failure_;
  int unfinished_ = 0;
  std::shared_mutex alone_;  // shared: an ordinary judgement; exclusive: a second look
  std::vector<std::jthread> workers_;
};

}  // namespace quantladder::bench
