// Every aggregate of a report, computed from the records alone. A figure that is not known is absent, never 0.
// Scores are in points, proportions in [0, 1], other units are in the names.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "quantladder/core/memory_source.h"
#include "quantladder/core/outcome.h"
#include "quantladder/report/at_play.h"
#include "quantladder/report/cell_table.h"
#include "quantladder/report/memory_account.h"
#include "quantladder/report/run_data.h"
#include "quantladder/stats/ratio_of_sums.h"
#include "quantladder/stats/score_interval.h"
#include "quantladder/stats/timing.h"

namespace quantladder::report {

// k of n with its 95 % intervals. Where iterations repeat each other the intervals rest on the distinct share of n.
struct Proportion {
  int passed = 0;
  int trials = 0;
  std::optional<stats::Interval> wilson;  // absent for trials == 0
  std::optional<stats::Interval> exact;   // Clopper-Pearson
};

struct TaskRates {
  std::string task;
  double points = 0;
  bool by_tests = false;  // it has partial credit: its points fall on its tests, or a table tells what was earned
  std::optional<double> earned;  // mean points over scored cells
  Proportion passes;             // over scored cells, complete iteration or not
  int tests_passed = 0;
  int tests_total = 0;
  int distinct = 0;  // different generations; short answers repeat legitimately
  std::optional<double> pass_at_1;
  std::optional<double> pass_at_3;
  std::optional<double> pass_at_5;
};

struct IterationScore {
  int iteration = 1;
  std::string label;            // in the imported table; empty: none
  std::optional<double> score;  // absent with an unscored or missing cell
  int unscored = 0;
  int missing = 0;             // cells without a record
  std::optional<int> repeats;  // the iteration that this one repeats in every cell
};

// The scores of complete iterations.
struct ScoreStatistics {
  double mean = 0;
  std::optional<double> sd;
  double min = 0;
  double median = 0;
  double max = 0;
  int n = 0;
  int distinct = 0;  // iterations that repeat no earlier one
  std::optional<stats::ScoreInterval> ci;
  std::string no_ci_reason;                   // empty with an interval
  std::optional<stats::Interval> percentile;  // for readers who want to compare; absent when iterations repeat
  std::optional<stats::Interval> student_t;
};

struct StartSpeed {
  int number = 1;
  int round = 1;
  int probes = 0;  // that ended well
  std::optional<double> mean_tokens_per_s;
  std::optional<double> mean_prompt_tokens_per_s;
  std::optional<double> median_tokens_per_s;
  std::optional<double> median_ttft_ms;
  double load_ms = 0;
  std::optional<std::uint64_t> peak_bytes;
  std::optional<core::MemorySource> memory_source;  // of the peak
  std::optional<core::ServerEnd> end;
};

// The headline: one stream, fixed prompt and length, after the warm-up of each server start.
struct ProbeSpeed {
  std::vector<StartSpeed> starts;
  int probes = 0;
  int failed_probes = 0;
  int warm_up_requests = 0;                      // left out
  std::optional<stats::MedianInterval> ttft_ms;  // over all probes
  std::optional<double> ttft_p90_ms;
  int outliers = 0;  // |modified Z| > 3.5 among the probes' tokens/s: pointed out, not removed
  stats::Drift drift = stats::Drift::none;
};

// Speeds that the cells themselves saw, with other requests in flight beside them.
struct CellSpeed {
  int cells = 0;
  int most_in_flight = 0;
  std::optional<double> mean_in_flight;       // over the cells' time; absent where a cell does not tell its own
  std::optional<double> median_tokens_per_s;  // per stream
  std::optional<double> median_ttft_ms;
  std::optional<double> median_tokens;
  std::int64_t total_tokens = 0;
  double total_ms = 0;  // sum over cells
};

// The memory of the server starts whose peak was measured of the same kind, the most telling that there is.
struct MemorySummary {
  std::optional<core::MemorySource> source;  // nullopt: not measured
  std::optional<core::MemoryKind> kind;
  std::optional<std::uint64_t> peak_bytes;         // largest over the server starts
  std::optional<std::uint64_t> lowest_peak_bytes;  // smallest of the starts' peaks
  std::optional<std::uint64_t> baseline_bytes;
  std::optional<std::uint64_t> device_peak_bytes;
  std::string other_kinds;  // of the starts that are left out; empty: none
};

struct EnergySummary {
  std::optional<double> total_j;           // of the attempts that count and the faults on the way to them
  std::string no_total_reason;             // where it was metered and yet cannot be told; else empty
  std::optional<core::EnergyBasis> basis;  // nullopt: there is no total
  int solved = 0;
  std::optional<double> per_solved_j;
};

// One value of a measure.
struct Reading {
  int block = 0;                // number of the iteration, of the round of the start, or of the chunk
  std::optional<double> value;  // absent: that block has none
  std::string name = {};        // of a block that is the same in every run: "prose 3"; empty: it has only the number
};

// One test of llama-bench.
struct TestSpeed {
  std::string name;  // in the run: "tg128@d4096"
  core::SpeedTest test;
  std::vector<Reading> starts;  // mean tokens/s of each start's repetitions
};

// What came out on one domain of a suite of fidelity.
struct DomainFidelity {
  // A section of the text.
  struct Block {
    int number = 1;
    std::string baseline;  // key of what it was compared with
    int chunks = 0;
  };
  std::string name;  // in the run: "prose"
  core::Fidelity
      figures;  // over all blocks; quantiles and errors of parts do not add up: absent where there are several
  std::vector<Block> blocks;

  std::vector<std::string> chunk_names() const;  // "prose 3", and "prose 2.3" of the second block
};

// A model's own figure of a measure.
struct Figure {
  std::optional<double> value;
  std::optional<stats::Interval> ci;
  std::optional<double> sd;  // of iterations or server starts; absent for a median or a peak
  int n = 0;                 // of those that have a value
  int distinct = 0;
  double level = stats::kDefaultLevel;
  std::string method;        // of the interval; empty without one
  std::string no_ci_reason;  // empty with an interval
  std::string text;          // what people read, where the number alone does not tell; else empty
};

// One way of timing a test: llama-bench, then the server, each asking more of it than the one before.
struct SpeedStep {
  std::string name;                           // "server, greedy"
  Figure rate;                                // tokens/s
  std::optional<stats::GeometricMean> ratio;  // to the step before, over the starts that have both

  bool is_told_apart() const;  // the ratio's interval leaves out 1
};

// What became of the tokens that were drafted in one instrument: each asks for another text.
struct DraftTally {
  std::string where;  // "tasks", "speed probe", or the name of a served test
  int answers = 0;    // that ended well, and whose tokens the server counted
  std::int64_t drafted = 0;
  std::int64_t accepted = 0;
  std::optional<stats::RatioOfSums> acceptance;  // nullopt: nothing was drafted. Only of tasks with an interval
  std::optional<double> tokens_per_pass;         // that one evaluation of the model yields: 1 without a draft
};

// A test that the model's server was timed in.
struct ServedSpeed {
  std::string name;  // in the run: "served-tg128@d512"
  core::SpeedTest test;
  std::vector<SpeedStep> generation;
  std::vector<SpeedStep> prompt;
};

struct ModelSummary {
  core::ModelFacts facts;
  std::vector<IterationScore> iterations;  // those with at least one record, ascending
  std::optional<ScoreStatistics> score;
  std::string no_score_reason;  // empty with a score
  // Of each suite with points, by its id, where the run has several; one that lacks a score is not there.
  std::map<std::string, ScoreStatistics> suites;
  int iterations_without_score = 0;
  Proportion perfect;  // complete iterations with every point
  std::vector<TaskRates> tasks;
  std::array<int, 24> outcomes{};  // of the attempts that count, by core::Outcome
  int missing_cells = 0;           // of the planned ones
  ProbeSpeed probe;
  std::vector<TestSpeed> tests;         // in the run's order
  std::vector<ServedSpeed> served;      // likewise
  std::vector<DomainFidelity> domains;  // those that were measured, in the run's order
  CellSpeed cells;
  std::vector<DraftTally> drafts;  // of what was asked of its server; empty: nothing was drafted, nor was it to be
  MemorySummary memory;
  std::optional<MemoryAccount> account;  // nullopt: nothing of it is known
  EnergySummary energy;
  std::map<std::string, Figure, std::less<>> figures;  // by id of the measure

  const std::string& id() const { return facts.model.id; }
};

struct UnscoredCell {
  NamedCell cell;
  core::Outcome outcome = core::Outcome::not_run;
  std::string reason;
};

struct RepeatedCell {
  NamedCell cell;
  std::vector<core::Outcome> outcomes;  // by attempt, oldest first; at least two
  int counted = 1;                      // number of the attempt that counts (core::counting_attempt)
  core::AttemptReason reason;           // of the newest attempt
};

struct RejudgedCell {
  NamedCell cell;
  core::Outcome before = core::Outcome::not_run;
  core::Outcome now = core::Outcome::not_run;
  double points_before = 0;
  double points_now = 0;
};

struct Summary {
  core::Manifest manifest;
  bool complete = true;            // RunData::complete
  bool unsafe_no_sandbox = false;  // an answer was run without a sandbox
  std::optional<Stopping> stopping;
  std::optional<core::ScreeningLog> screening;
  std::vector<core::RunItem> scored_items;  // those that the score is over
  double points = 0;                        // attainable in one iteration; 0: not known (imported scores)
  std::vector<ModelSummary> models;
  AtPlay at_play;
  std::vector<core::RequestSettings> requests;  // distinct ones
  std::vector<std::string> servers;             // distinct server builds, one line each
  std::vector<UnscoredCell> unscored;
  std::vector<RepeatedCell> repeated;
  std::vector<RejudgedCell> rejudged;  // whose outcome or points changed
  int judged_again = 0;                // changed or not
  std::vector<std::string> errors;     // figures that contradict each other: nothing may be concluded
  std::vector<std::string> warnings;   // comparability and independence
  std::vector<std::string> doubts;     // about single measurements
};

// Without points there is no score: a run of speed or fidelity alone.
bool has_points(const Summary& summary);

// Says what a score here estimates, and what it does not.
extern const char* const kEstimand;

Summary make_summary(const CellTable& table);

// The mean of scores must equal the weighted pass rates over the same iterations. Returns what differs; nullopt when
// they agree to a millionth of a point, or without scores.
std::optional<std::string> find_inconsistency(std::span<const double> scores,
                                              std::span<const stats::LevelCount> levels);

// Returns what makes a comparison of models doubtful: identical files with the same settings; another architecture,
// tokenizer or chat template.
std::vector<std::string> find_incomparable(std::span<const core::ModelFacts> models);

// What is odd about the models' files: one line for each warning and error, and one that counts the notes.
std::vector<std::string> find_odd_files(std::span<const core::ModelFacts> models);

}  // namespace quantladder::report
