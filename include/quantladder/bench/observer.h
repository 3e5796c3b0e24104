// The run loop tells an observer what it does, and asks a rule when to stop. The loop itself prints nothing.
#pragma once

#include <set>
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
  virtual void on_committed(const core::Record&) {}         // judged or given up, and on disk
  virtual void on_dropped(const std::string& /*model*/) {}  // nothing more is measured of it
  virtual void on_note(const std::string&) {}               // something a person should know
  virtual void on_tick() {}                                 // several times a second while waiting
};

// What a look at the results leads to.
struct Conclusion {
  bool is_enough = false;              // no further stage is begun
  std::set<std::string> dropped = {};  // models of which nothing more is measured; those of earlier looks too
};

// Says when a run has seen enough, of all models or of some. The measuring half only asks; what "enough" means is the
// analysing half's.
class StopRule {
 public:
  virtual ~StopRule() = default;
  // Asked after each stage, oldest first, with every record of the run; on a resumed run also after the stages that an
  // earlier session finished.
  virtual Conclusion after(const Stage& stage, const std::vector<core::Record>& records) = 0;
};

}  // namespace quantladder::bench
