// The cells of one server start: generate, judge, record; restart a server that died, once.
#pragma once

#include <deque>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <tuple>
#include <vector>

#include "bench/judge_pool.h"
#include "bench/retry.h"
#include "bench/server_session.h"
#include "bench/unanswered.h"
#include "bench/workload.h"
#include "quantladder/bench/run.h"

namespace quantladder::bench {

// Shared by all groups of code.
struct CodeScope : RunScope {
  JudgePool& pool;
  std::map<std::string, std::string> given_up = {};  // model id -> why its remaining cells are not run
  // (model, suite, item) -> why it is not run: its prompt cannot fit, or a runtime is missing
  std::map<std::tuple<std::string, std::string, std::string>, std::string> given_up_tasks = {};
  std::set<core::CellId> waiting_replies = {};  // of an earlier session, which nothing can judge now

  void commit_judged(const JudgedCell& judged) {
    sink.store().write_artifacts(judged.record, judged.task->prompt, judged.answer);
    sink.commit(judged.record);
  }
};

class GroupRun {
 public:
  GroupRun(CodeScope& scope, const Group& group);
  void run();

 private:
  struct InFlight {
    PlannedCell planned;
    const tasks::Task* task;
    std::string body;
  };
  using Waiting = std::vector<JudgeJob>;

  std::string start_server();
  void note_last_words();
  void generate();
  bool may_submit();
  void submit_next();
  void take_generation(llama::CompletionResult result);
  void note_lost_server(core::Generation& generation);
  void note_hanging_server(const core::Generation& generation);
  core::JudgingMode judging_mode() const;
  ServerAfter server_after() const;
  void settle_unjudged(core::Record record, core::Judgement judgement, std::optional<std::chrono::seconds> asked);
  void take_judged(std::chrono::milliseconds timeout);
  void flush_waiting();
  void replace_dead_server();
  void give_up(const std::string& reason);
  void give_up_task(const core::CellId& cell, const std::string& reason);
  void leave_out(const PlannedCell& planned, const std::string& reason);
  core::Record make_record(const InFlight& cell) const;
  bool stopped() const { return scope_.stop.stop_requested(); }

  CodeScope& scope_;
  const Group& group_;
  const ModelConfig& config_;
  const bool between_;
  std::optional<ServerSession> server_;
  std::deque<PlannedCell> queue_;
  std::map<std::uint64_t, InFlight> in_flight_;
  Retries retries_;
  Waiting waiting_;  // generated, to be judged when nothing generates any more
  std::uint64_t next_tag_ = 1;
  int deaths_ = 0;
  Unanswered unanswered_;
  bool server_lost_ = false;
  std::string last_fault_;  // all that is known of an endpoint that stopped answering
};

}  // namespace quantladder::bench
