// A workload is what a kind of suite does in a run: there is one row and one class for each.
#pragma once

#include <memory>
#include <stop_token>
#include <vector>

#include "bench/vram_limit.h"
#include "quantladder/bench/config.h"
#include "quantladder/bench/observer.h"
#include "quantladder/bench/plan.h"
#include "quantladder/bench/run.h"
#include "quantladder/store/run_store.h"
#include "quantladder/tasks/suite.h"

namespace quantladder::sys {
class CheckedObject;
}

namespace quantladder::bench {

// Takes what was measured: it goes to disk at once, to the observer, and into the records that the run looks at
// meanwhile.
class Sink {
 public:
  Sink(store::RunStore& store, Observer& observer)
      : store_(store),
        observer_(observer),
        schema_(store.schema()),
        records_(store.records("", store::Detail::figures)) {}

  store::RunStore& store() { return store_; }
  int schema() const { return schema_; }  // of the run's records
  // A cell that was generated and not judged.
  void put_pending(const core::Record& record) { store_.put_pending(record); }
  void commit(const core::Record& record);
  // Every attempt of the run so far, without what no figure needs.
  const std::vector<core::Record>& records() const { return records_; }

 private:
  store::RunStore& store_;
  Observer& observer_;
  int schema_;
  std::vector<core::Record> records_;
};

// Shared by all groups of a run.
struct RunScope {
  const Experiment& experiment;
  const std::vector<tasks::Suite>& suites;
  const Selection& selection;
  Sink& sink;
  const Bench& bench;
  Observer& observer;
  std::stop_token stop;
  const VramLimit& vram;

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
  // Records the group's cells as not run, for this reason.
  virtual void leave_out(const Group& group, const std::string& reason) = 0;
};

struct WorkloadRow {
  core::SuiteKind kind;
  // Returns what a suite of this kind is made of.
  std::vector<core::ItemFacts> (*items)(const tasks::Suite& suite);
  // Reads the kind's own keys of an entry of "suites". Throws core::Error(usage).
  void (*read_keys)(sys::CheckedObject& entry, const Experiment& experiment, tasks::Suite& suite);
  // Returns what decides its figures beside the items, as a JSON object; empty: nothing does.
  std::string (*settings)(const tasks::Suite& suite);
  // Throws core::Error(environment) where a program is missing that a group of this model and suite needs.
  void (*check_programs)(const core::Model& model, const tasks::Suite& suite);
  std::unique_ptr<Workload> (*make)(RunScope& scope);
};
const WorkloadRow& workload_of(core::SuiteKind kind);

extern const WorkloadRow kCodeWorkload;
extern const WorkloadRow kSpeedWorkload;
extern const WorkloadRow kFidelityWorkload;
extern const WorkloadRow kLoadWorkload;

}  // namespace quantladder::bench
