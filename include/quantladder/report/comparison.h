// Models against each other: who is compared, how their results are paired, and what that shows.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "quantladder/report/summary.h"
#include "quantladder/stats/comparison.h"

namespace quantladder::report {

// Higher is better for score, tg and pp; lower for ttft and vram. The score is compared by iteration as a difference in
// points, the others by server start as a ratio, in per cent.
enum class Metric { score, tg, pp, ttft, vram };
std::string_view to_id(Metric metric);  // "score", "tg", "pp", "ttft", "vram"
std::optional<Metric> parse_metric(std::string_view id);
std::string_view unit_of(Metric metric);        // of a comparison: "points" or "%"
std::string_view value_unit_of(Metric metric);  // of a model's own figure: "points", "tokens/s", "ms", "bytes"
stats::Goal goal_of(Metric metric);

enum class Family { baseline, all_pairs };

struct ComparisonRequest {
  Metric metric = Metric::score;
  std::optional<double> margin;   // points; per cent for the other metrics. Absent: what the run declared, else 5
  std::string baseline;           // model id; empty: the run's, else its first model
  std::string candidate;          // empty: every other model
  std::vector<std::string> only;  // of these models; empty: all
  Family family = Family::baseline;
  // Comparisons to correct for, where they were chosen after a look at the data. At least: each model of the run
  // against the baseline, whichever of them are asked for; all that are made; in two runs, all models that both have.
  int family_size = 0;
  bool pairing = true;  // false: never pair
};

// A model's own figure, as the comparison sees it.
struct ComparedModel {
  std::string id;  // "model", or "model@run" of two runs
  // Of the score the mean; tg and pp the geometric mean over the server starts; ttft the median over the probes; vram
  // the largest peak. The same figures as in the run's summary.
  std::optional<double> mean;
  std::optional<double> sd;  // of iterations; tg and pp: of server starts; absent for a median or a peak
  int n = 0;
  int distinct = 0;
  std::optional<stats::Interval> ci;  // ttft: of the median over the probes
  double level = stats::kDefaultLevel;
  std::string method;        // of the interval; empty without one
  std::string no_ci_reason;  // empty with an interval
};

struct Comparison {
  Metric metric = Metric::score;
  double margin = stats::kDefaultMargin;
  int family = 0;                               // comparisons that p is corrected for
  bool sequential = false;                      // p and intervals allow for looks at the run before its end
  std::optional<core::MemoryKind> memory_kind;  // vram: what was measured of all of them; nullopt: not one thing
  std::vector<ComparedModel> models;
  std::vector<stats::PairComparison> pairs;  // a: the candidate, b: the baseline
  std::vector<std::string> unlike;           // why the sides were not asked the same; empty: they were
  std::vector<std::string> errors;           // figures that contradict each other: then there is no verdict
  std::vector<std::string> notes;            // how it was paired, what was left out
};

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
