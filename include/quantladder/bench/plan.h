// What remains to be done: pure.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "quantladder/bench/config.h"
#include "quantladder/core/lists.h"
#include "quantladder/core/manifest.h"
#include "quantladder/core/record.h"
#include "quantladder/tasks/suite.h"

namespace quantladder::bench {

enum class Repeat { missing_only, rerun };

struct Selection {
  std::vector<std::string> models;  // empty: all
  std::vector<std::string> tasks;   // empty: all
  Repeat repeat = Repeat::missing_only;

  bool covers_model(const std::string& model) const { return core::covers(models, model); }
  bool covers_task(const std::string& task) const { return core::covers(tasks, task); }
};

struct PlannedCell {
  core::CellId cell;
  int attempt = 1;
  core::AttemptReason reason;
};

// Cells that share one server start: one block of iterations of one model.
struct ServerGroup {
  std::string model;
  int round = 1;
  std::vector<PlannedCell> cells;  // by iteration, then in the suite's order
};

struct Plan {
  std::vector<ServerGroup> groups;  // in the order they run: models alternate between rounds, order reversed each round
  int selected = 0;                 // cells the selection covers
  int done = 0;                     // of these, settled by a record
  int to_run() const { return selected - done; }
};

// The attempts of each cell, oldest first.
using Attempts = std::map<core::CellId, std::vector<const core::Record*>>;
Attempts attempts_by_cell(const std::vector<core::Record>& records);

// True when the cell has a settled attempt (core::is_settled).
bool is_settled(const Attempts& attempts, const core::CellId& cell);

// Throws core::Error(usage) when the selection names a model or task that is not there.
Plan make_plan(const Experiment& experiment, const tasks::Suite& suite, const std::vector<core::Record>& records,
               const Selection& selection);

}  // namespace quantladder::bench
