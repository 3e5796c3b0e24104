// The files that are derived from a run's records.
#pragma once

#include <map>
#include <set>
#include <string>
#include <utility>

#include "quantladder/report/report.h"
#include "quantladder/store/run_store.h"

namespace quantladder::app {

struct Published {
  report::Report report;
  bool complete = false;  // all that any session of the run asked for is there
};
// Derives summary.json, report.md and every <model>/iter_NN.json from the records.
Published publish(const store::RunStore& store);

// Writes each finished iteration's file while the run still goes on, from the records of that iteration alone.
class IterationWriter {
 public:
  explicit IterationWriter(const store::RunStore& store);  // of a run that has its manifest
  void take(const core::Record& record);

 private:
  const store::RunStore& store_;
  const core::Manifest manifest_;
  std::map<std::pair<std::string, int>, std::set<std::pair<std::string, std::string>>> settled_;
};

}  // namespace quantladder::app
