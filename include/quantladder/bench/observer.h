// Who is told what the run loop does. The loop itself prints nothing.
#pragma once

#include <string>

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

}  // namespace quantladder::bench
