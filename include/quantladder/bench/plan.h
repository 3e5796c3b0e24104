// Plans what remains to be done; the functions are pure.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <vector>

#include "quantladder/bench/config.h"
#include "quantladder/bench/resume.h"
#include "quantladder/core/lists.h"
#include "quantladder/core/manifest.h"
#include "quantladder/core/record.h"

namespace quantladder::bench {

struct Selection {
  std::vector<std::string> models;  // empty: all
  std::vector<std::string> suites;  // ids; empty: all
  std::vector<std::string> items;   // ITEM or SUITE/ITEM; empty: all
  Repeat repeat = Repeat::missing_only;
  std::set<std::string> dropped = {};  // models of which nothing more is measured

  // Returns whether a part of the cells is left out.
  bool is_filtered() const { return !models.empty() || !suites.empty() || !items.empty(); }
  bool is_whole() const { return !is_filtered() && repeat == Repeat::missing_only; }
  bool covers_model(const std::string& model) const { return core::covers(models, model); }
  bool covers_item(const std::string& suite, const std::string& item) const;
  bool covers(const core::CellId& cell) const { return covers_model(cell.model) && covers_item(cell.suite, cell.item); }
};

struct PlannedCell {
  core::CellId cell;
  int attempt = 1;
  core::AttemptReason reason;
};

// What is measured before the results are looked at again.
struct Stage {
  std::string name;                     // "round 2", or of a screening "fidelity, block 2"
  std::optional<core::SuiteKind> kind;  // nullopt: all kinds
  int first_round = 1;
  int last_round = 1;

  bool covers(core::SuiteKind of, int round) const {
    return (!kind || *kind == of) && first_round <= round && round <= last_round;
  }
};

// Cells that one workload measures in one go: one block of iterations of one model.
struct Group {
  std::string model;
  int round = 1;
  core::SuiteKind kind = core::SuiteKind::code;
  std::vector<PlannedCell> cells;  // by iteration, then in the order of the suites and their items
};

struct Plan {
  std::vector<Stage> stages;  // in their order; every group is of one
  std::vector<Group> groups;  // in the order they run: models alternate between rounds, order reversed each round
  int selected = 0;           // cells the selection covers
  int done = 0;               // of these, settled by a record
  int to_run() const { return selected - done; }
};

// Returns why `name` stands for no item, or for items of several suites; nullopt where it is ITEM or SUITE/ITEM of one.
std::optional<std::string> find_ambiguity(const std::vector<core::RunItem>& items, const std::string& name);

// Throws core::Error(usage) when the selection names a model or item that is not there, or an item of several suites.
Plan make_plan(const Experiment& experiment, const std::vector<core::SuiteFacts>& suites,
               const std::vector<core::Record>& records, const Selection& selection);

// Returns the rounds one by one or, of an experiment that screens its models, what tells most for the least time first:
// the first block of fidelity, speed, the further blocks, and the tasks round by round.
std::vector<Stage> stages_of(const Experiment& experiment, const std::vector<core::SuiteFacts>& suites);

// Returns the rounds of the suite that has most.
int rounds_of(const Experiment& experiment, const std::vector<core::SuiteFacts>& suites);

}  // namespace quantladder::bench
