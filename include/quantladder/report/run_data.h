// Everything a report is made of: values that the caller has read from a run's folder.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "quantladder/core/manifest.h"
#include "quantladder/core/record.h"
#include "quantladder/core/sampled_start.h"
#include "quantladder/core/screening_log.h"
#include "quantladder/core/stopping_log.h"

namespace quantladder::report {

// A run that may stop early declared this before its first cell, and looked at its data then. p-values are valid only
// together with this.
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
  std::vector<core::StoppingLook> taken;  // what each look saw, oldest first
  std::string ended;  // "after round 3 of 5: every comparison is decided"; empty: it did not, or went on
};

struct RunData {
  core::Manifest manifest;
  std::vector<core::ServerStart> starts;
  std::vector<core::Record>
      records;  // every attempt, in any order; core::counting_attempt says which one of a cell counts
  std::vector<core::GivenScore> scores;         // instead of records, for an imported table without cells
  std::optional<Stopping> stopping;             // absent: nobody looked before the end
  std::optional<core::ScreeningLog> screening;  // absent: no model was dropped on the way
  std::vector<core::SampledStart> sampled;      // of each model at most the start with its highest peak
  bool complete = true;                         // false: stopped before every planned cell had a record
};

// Returns what `log` says of the comparisons within a run that has these records.
Stopping read_looks(const core::StoppingLog& log, const core::Manifest& manifest,
                    const std::vector<core::Record>& records);

}  // namespace quantladder::report
