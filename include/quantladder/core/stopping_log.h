// The log of a run that may stop early: what it declared before its first cell, and every look it took at its data. A
// p-value after a look is valid only together with this: it is never rewritten, only added to.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "quantladder/core/verdict.h"

namespace quantladder::core {

// Fixed before the first look: changing any of it afterwards would make the error rates untrue.
struct StoppingPlan {
  int n_max = 0;  // iterations
  double alpha = 0;
  double margin = 0;  // points
  std::string baseline;
  std::vector<std::string> candidates;  // each against the baseline: the declared family

  friend bool operator==(const StoppingPlan&, const StoppingPlan&) = default;
};

// One comparison at one look; figures in points. Absent: this look could not tell.
struct ComparisonLook {
  std::string candidate;
  int n = 0;              // pairs
  double difference = 0;  // candidate - baseline
  std::optional<double> boundary;
  double alpha_planned = 0;  // cumulative
  double alpha_spent = 0;
  std::optional<double> repeated_lo;
  std::optional<double> repeated_hi;
  double repeated_level = 0;
  std::optional<double> predictive;
  LookOutcome outcome = LookOutcome::go_on;
  Decision decision;  // a: the candidate, b: the baseline

  friend bool operator==(const ComparisonLook&, const ComparisonLook&) = default;
};

struct StoppingLook {
  int round = 0;
  std::string at;  // UTC
  bool stop = false;
  LookOutcome reason = LookOutcome::go_on;
  std::vector<ComparisonLook> comparisons;  // in the order of the plan's candidates

  friend bool operator==(const StoppingLook&, const StoppingLook&) = default;
};

struct StoppingLog {
  int schema = 1;
  StoppingPlan plan;
  std::vector<StoppingLook> looks;  // oldest first

  friend bool operator==(const StoppingLog&, const StoppingLog&) = default;
};

}  // namespace quantladder::core
