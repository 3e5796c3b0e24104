// The files that are derived from a run's records.
#pragma once

#include <map>
#include <set>
#include <string>
#include <utility>

#include "quantladder/report/report.h"
#include "quantladder/store/run_store.h"
#include "quantladder/tasks/suite.h"

namespace quantladder::app {

struct Published {
  report::Report report;
  bool complete = false;  // all that any session of the run asked for is there
};
// Derives summary.json, report.md and every <model>/iter_NN.json from the records.
Published publish(const store::RunStore& store);

// Writes each finished iteration's file while the run still goes on.
class IterationWriter {
 public:
  IterationWriter(const store::RunStore& store, const tasks::Suite& suite) : store_(store), suite_(suite) {}
  void take(const core::Record& record);

 private:
  const store::RunStore& store_;
  const tasks::Suite& suite_;
  std::map<std::pair<std::string, int>, std::set<std::string>> settled_;
};

}  // namespace quantladder::app
