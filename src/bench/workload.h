// What a kind of suite does in a run: one row and one class for each.
#pragma once

#include <functional>
#include <memory>
#include <stop_token>
#include <vector>

#include "bench/sink.h"
#include "quantladder/bench/config.h"
#include "quantladder/bench/observer.h"
#include "quantladder/bench/plan.h"
#include "quantladder/bench/run.h"
#include "quantladder/sys/checked_json.h"
#include "quantladder/tasks/suite.h"

namespace quantladder::bench {

// What all groups of a run share.
struct RunScope {
  const Experiment& experiment;
  const std::vector<tasks::Suite>& suites;
  Sink& sink;  // takes what was measured
  const Bench& bench;
  Observer& observer;
  std::stop_token stop;

  const tasks::Suite* find_suite(const core::CellId& cell) const;  // nullptr: a suite that the run no longer has
  // The head of a planned cell's record, with an empty payload of its kind.
  core::Record make_record(const PlannedCell& planned, int round) const;
};

class Workload {
 public:
  virtual ~Workload() = default;
  // Records what an earlier session measured and did not come to record.
  virtual void finish_pending() {}
  // Measures the group's cells and hands their records to the sink; returns early on a stop request. Faults are
  // records.
  virtual void run(const Group& group) = 0;
};

struct WorkloadRow {
  core::SuiteKind kind;
  // What a suite of this kind is made of.
  std::vector<core::ItemFacts> (*items)(const tasks::Suite& suite);
  // Reads the kind's own keys of an entry of "suites". Throws core::Error(usage).
  void (*read_keys)(sys::CheckedObject& entry, tasks::Suite& suite);
  // Throws core::Error(environment) where the program is missing that a group of this model needs.
  void (*check_program)(const core::Model& model);
  std::unique_ptr<Workload> (*make)(RunScope& scope);
};
const WorkloadRow& workload_of(core::SuiteKind kind);

extern const WorkloadRow kCodeWorkload;
extern const WorkloadRow kSpeedWorkload;

}  // namespace quantladder::bench
