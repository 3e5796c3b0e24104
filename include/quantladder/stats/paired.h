// Two models on the same iterations: the interval of their difference in mean score. Never to be read off the two
// models' own intervals: looking for overlap finds a third of what pairing finds.
//
// Everything is a - b, so above 0 favours A where higher is better.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "quantladder/stats/interval.h"

namespace quantladder::stats {

// One level (task) over a model's iterations.
struct LevelSeries {
  std::string id;
  double points = 0;           // what full credit adds to the score
  std::vector<double> credit;  // per iteration, 0..1; 0 or 1 where there is no partial credit
};

// One model's complete iterations, in order. For other metrics: one value per server start and no levels.
struct Series {
  std::vector<double> values;       // score of each iteration, points (or the metric's unit)
  std::vector<LevelSeries> levels;  // in the suite's order, as long as `values`; empty: only the scores are known
  std::vector<bool> repeats;        // iteration repeats an earlier one in every cell; empty: none does
};

enum class Pairing { paired, unpaired };

// The pairs that are independent of each other: a pair with an iteration that repeats an earlier one, on either side,
// is left out. Same length on both sides; order kept.
struct PairedSeries {
  Series a;
  Series b;
  std::vector<double> differences;  // a - b
  int dropped_repeats = 0;
};
// Nothing for sides of different lengths, levels or repeats that do not fit them, or values that are not finite.
std::optional<PairedSeries> make_pairs(const Series& a, const Series& b);

// The first `count` of them, or all.
PairedSeries first_pairs(const PairedSeries& pairs, std::size_t count);

// Without iterations that repeat an earlier one; nothing for levels or repeats that do not fit, or NaN.
std::optional<Series> without_repeats(const Series& series);

enum class DifferenceMethod {
  none,                 // no valid interval; `reason` says why
  expanded_percentile,  // ideal percentile bootstrap of the differences with Hesterberg's expanded levels
  mover_jeffreys,       // over the levels' Jeffreys limits of both sides, with design effect (Zou & Donner 2008)
  welch_t,              // unpaired (Welch 1947)
  student_t_log,        // ratio of paired positive values: t on the log scale
  repeated_t,           // after early stopping: t quantile at the look's nominal level
};
// "none", "expanded_percentile", "mover_jeffreys", "welch_t", "student_t_log", "repeated_t"
std::string_view to_id(DifferenceMethod method);

struct DifferenceInterval {
  std::optional<Interval> interval;  // absent exactly when method == none
  double level = kDefaultLevel;
  DifferenceMethod method = DifferenceMethod::none;
  bool exact = true;                    // false: Monte Carlo bootstrap, because the differences lie on no lattice
  std::string reason;                   // why not the default method, or why none; empty for the default
  std::optional<double> design_effect;  // of MOVER; >= 1
};

// Differences are degenerate for every method that estimates their spread: fewer than 10 pairs, or fewer than 3 off the
// most frequent difference. The reason in words; empty: not degenerate.
std::string reason_against_spread(std::span<const double> differences);
// Likewise for two sides that are not paired.
std::string reason_against_welch(const Series& a, const Series& b);

// Default: expanded percentile bootstrap of the differences, exact on a lattice. Degenerate differences: MOVER-Jeffreys
// difference, m -+ f sqrt(sum w^2 ((p-l_a)^2 + (u_b-q)^2)), f^2 = max(1, s_D^2 / sum w^2 (p(1-p) + q(1-q)) n/(n-1)),
// within [-points, points]; needs the levels of both sides, else `none`. Never of zero width.
DifferenceInterval paired_interval(const PairedSeries& pairs, double level = kDefaultLevel);

// MOVER-Jeffreys difference alone. Nothing without levels or for n = 0; sides may differ in length (then the design
// effect compares s_a^2/n_a + s_b^2/n_b).
struct MoverDifference {
  Interval interval;
  double design_effect = 1;
};
std::optional<MoverDifference> mover_difference(const PairedSeries& pairs, double level = kDefaultLevel);
std::optional<MoverDifference> mover_difference(const Series& a, const Series& b, double level = kDefaultLevel);

// Unpaired: Welch's t with at least 10 iterations on each side of which 3 are off the mode; else MOVER-Jeffreys
// (needs levels), else `none`.
DifferenceInterval unpaired_interval(const Series& a, const Series& b, double level = kDefaultLevel);

}  // namespace quantladder::stats
