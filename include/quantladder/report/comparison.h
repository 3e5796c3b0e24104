// Models against each other: who is compared, how their results are paired, and what that shows.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "quantladder/report/measure.h"
#include "quantladder/stats/comparison.h"

namespace quantladder::report {

enum class Family { baseline, all_pairs };

struct ComparisonRequest {
  Metric metric = metric_of("score");
  std::optional<double> margin;   // absent: what the run declared for its score, else the measure's own
  std::string baseline;           // model id; empty: the run's, else its first model
  std::string candidate;          // empty: every other model
  std::vector<std::string> only;  // of these models; empty: all
  Family family = Family::baseline;
  // Comparisons to correct for, where they were chosen after a look at the data. At least: each model of the run
  // against the baseline, whichever of them are asked for; all that are made; in two runs, all models that both have.
  int family_size = 0;
  bool pairing = true;  // false: never pair
};

// A model's own figure: the same as in the run's summary.
struct ComparedModel : Figure {
  std::string id;  // "model", or "model@run" of two runs
};

struct Comparison {
  Metric metric;
  double margin = stats::kDefaultMargin;
  int family = 0;           // comparisons that p is corrected for
  bool sequential = false;  // p and intervals allow for looks at the run before its end
  std::string stratum;      // what all their figures are of ("Resident memory"); empty: not one thing
  std::vector<ComparedModel> models;
  std::vector<stats::PairComparison> pairs;  // a: the candidate, b: the baseline
  std::vector<std::string> unlike;           // why the sides were not asked the same; empty: they were
  std::vector<std::string> under_load;       // of pairs that differ in requests in flight alone: what a verdict says
  std::vector<std::string> errors;           // figures that contradict each other: then there is no verdict
  std::vector<std::string> notes;            // how it was paired, what was left out
};

// Returns what the models are compared by where nobody says: the score or, in a run without points, the first other
// figure that two of them have (KL divergence before speed); where there is none, that one has.
Metric headline_metric(const Summary& summary);

// The models of one run. Throws core::Error(usage) for an id that the run does not have, or fewer than two models.
Comparison compare_models(const CellTable& table, const Summary& summary, const ComparisonRequest& request);

// A run with what was made of it.
struct RunOf {
  const CellTable& table;
  const Summary& summary;
  std::string name;  // how the run is called in the result; empty where there is only one
};
// The same models in two runs, the newer as the candidate: every id that both have, or the two that are named. Throws
// core::Error(usage) when there is none.
Comparison compare_runs(const RunOf& baseline, const RunOf& candidate, const ComparisonRequest& request);

// Exactly the verdict in words, with what could have been detected.
std::string verdict_text(const Comparison& comparison, const stats::PairComparison& pair);

}  // namespace quantladder::report
