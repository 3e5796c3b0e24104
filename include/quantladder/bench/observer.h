// The run loop tells an observer what it does, and asks a rule when to stop. The loop itself prints nothing.
#pragma once

#include <string>
#include <vector>

#include "quantladder/bench/plan.h"
#include "quantladder/core/record.h"

namespace quantladder::bench {

class Observer {
 public:
  virtual ~Observer() = default;
  virtual void on_plan(const Plan&) {}
  virtual void on_group_starting(const Group&) {}
  virtual void on_server_ready(const core::ServerStart&) {}
  virtual void on_generating(int /*in_flight*/) {}
  virtual void on_generated(const core::Record&) {}
  virtual void on_committed(const core::Record&) {}  // judged or given up, and on disk
  virtual void on_note(const std::string&) {}        // something a person should know
  virtual void on_tick() {}                          // several times a second while waiting
};

// Says when a run has seen enough. The measuring half only asks; what "enough" means is the analysing half's.
class StopRule {
 public:
  virtual ~StopRule() = default;
  // Asked after each round, oldest first, with every record of the run; on a resumed run also after the rounds that an
  // earlier session finished. True: no further round is begun.
  virtual bool stop_after(int round, const std::vector<core::Record>& records) = 0;
};

}  // namespace quantladder::bench
