// Everything a report is made of: values that the caller has read from a run's folder.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "quantladder/core/model.h"
#include "quantladder/core/record.h"

namespace quantladder::report {

struct TaskFacts {
  std::string id;
  std::string title;
  double points = 0;
};

struct ModelFacts {
  core::Model model;
  std::optional<core::GgufFacts> gguf;     // absent for hf and endpoint
  std::string sha256;                      // of the file; empty: unknown
  std::vector<std::string> serve_command;  // what serves it as it was measured; empty for an endpoint
};

// Ready to print; empty = unknown.
struct HostFacts {
  std::string os;
  std::string cpu;
  std::string cores;
  std::string memory;
  std::string gpus;
  std::string driver;
};

// What was decided before the first request, and where.
struct RunFacts {
  std::string run_id;
  std::string experiment;
  std::string created_at;
  std::string quantladder;  // version
  std::string suite_id;
  std::string suite_version;
  std::string suite_title;
  std::string prompts_sha256;
  std::string tests_sha256;
  std::vector<TaskFacts> tasks;  // in the suite's order: the ladder
  int iterations = 0;            // planned, per model
  int rounds = 1;
  std::string baseline;  // model id; empty: none
  std::vector<ModelFacts> models;
  HostFacts host;
  std::string sandbox_tier;
  std::string sandbox_detail;
  std::string python_version;  // of the judge; empty: not kept
  bool unsafe_no_sandbox = false;
  std::string judging;               // "overlapping": judged while generating; "between": never at the same time
  bool complete = true;              // false: stopped before every planned cell had a record
  std::vector<std::string> reading;  // how an imported table was read, where that needs saying
  std::vector<std::string> iteration_labels;  // of an imported table, by number from 1; empty: they have none
  std::string imported_from;                  // name of the table that the results were read from; empty: measured here
  std::vector<std::string> notes;             // comparability warnings found while planning
};

// Of a run that may stop early: what was declared before its first cell, and when the data were looked at. p-values are
// valid only together with this.
struct Stopping {
  int n_max = 0;
  double alpha = 0;
  double margin = 0;  // points
  std::string baseline;
  std::vector<std::string> candidates;            // each against the baseline: the declared family
  std::map<std::string, std::vector<int>> looks;  // candidate -> pairs at each look, ascending
  // candidate -> pairs at the look after the last planned round, which spent what was left of alpha; n_max: the present
  // data are that look. Empty: there was no such look yet. Without the candidates that were decided before it.
  std::map<std::string, int> last_look;
  std::string ended;  // "after round 3 of 5: every comparison is decided"; empty: it did not, or went on
};

struct RunData {
  RunFacts facts;
  std::vector<core::ServerStart> starts;
  std::vector<core::Record>
      records;  // every attempt, in any order; core::counting_attempt says which one of a cell counts
  std::vector<core::GivenScore> scores;  // instead of records, for an imported table without cells
  std::optional<Stopping> stopping;      // absent: nobody looked before the end
};

}  // namespace quantladder::report
