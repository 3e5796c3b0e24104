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

#include "quantladder/core/closed_set.h"
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
// Returns nullopt for sides of different lengths, levels or repeats that do not fit them, or values that are not
// finite.
std::optional<PairedSeries> make_pairs(const Series& a, const Series& b);

// Returns the first `count` of them, or all.
PairedSeries first_pairs(const PairedSeries& pairs, std::size_t count);

// Returns the series without iterations that repeat an earlier one; nullopt for levels or repeats that do not fit, or
// NaN.
std::optional<Series> without_repeats(const Series& series);

enum class DifferenceMethod {
  none,                 // no valid interval; `reason` says why
  expanded_percentile,  // ideal percentile bootstrap of the differences with Hesterberg's expanded levels
  mover_jeffreys,       // over the levels' Jeffreys limits of both sides (Zou & Donner 2008)
  blended,              // MOVER for few iterations on the way to the bootstrap, or to Welch's t
  welch_t,              // unpaired (Welch 1947)
  student_t_log,        // ratio of paired positive values: t on the log scale
  repeated_t,           // after early stopping: t quantile at the look's nominal level
  fieller,              // ratio of two paired means (Fieller 1954)
};

struct DifferenceInterval {
  std::optional<Interval> interval;  // absent exactly when method == none
  double level = kDefaultLevel;
  DifferenceMethod method = DifferenceMethod::none;
  bool exact = true;   // false: Monte Carlo bootstrap, because the differences lie on no lattice
  std::string reason;  // why not the default method, or why none; empty for the default
};

// Returns why differences are degenerate for every method that estimates their spread: fewer than 10 pairs, or fewer
// than 3 off the most frequent difference. Empty: they are not degenerate.
std::string reason_against_spread(std::span<const double> differences);
// Returns the same for two sides that are not paired.
std::string reason_against_welch(const Series& a, const Series& b);

// Returns, from 15 pairs on, the expanded percentile bootstrap of the differences, exact on a lattice; for degenerate
// differences `mover_difference`. Up to 9 pairs it is `correlated_difference`; from 10 to 14 the limits pass evenly
// from the latter to the former. Without levels there is no MOVER: then it is the bootstrap from 10 pairs on, and
// `none` for degenerate differences. It is never of zero width.
DifferenceInterval paired_interval(const PairedSeries& pairs, double level = kDefaultLevel);

// Returns the MOVER-Jeffreys difference with design effect, m -+ f sqrt(sum w^2 ((p-l_a)^2 + (u_b-q)^2)), f^2 = max(1,
// s_D^2 / sum w^2 (p(1-p) + q(1-q)) n/(n-1)), within [-points, points]; nullopt without levels or for n = 0. Sides may
// differ in length (then the design effect compares s_a^2/n_a + s_b^2/n_b).
std::optional<Interval> mover_difference(const PairedSeries& pairs, double level = kDefaultLevel);
std::optional<Interval> mover_difference(const Series& a, const Series& b, double level = kDefaultLevel);

// Returns the MOVER-Jeffreys difference for few iterations: m -+ sqrt(d_a^2 + d_b^2) over the distances of each side's
// `correlated_mover` limits (score_interval.h), not cut at 0 or at full points. It takes the sides as independent:
// pairs that go together make it cover more.
std::optional<Interval> correlated_difference(const Series& a, const Series& b, double level = kDefaultLevel);

// Returns the same for unpaired sides: Welch's t is in place of the bootstrap, and n is the iterations of the shorter
// side.
DifferenceInterval unpaired_interval(const Series& a, const Series& b, double level = kDefaultLevel);

}  // namespace quantladder::stats

namespace quantladder::core {

template <>
inline constexpr std::array<NamedValue<stats::DifferenceMethod>, 8> kIds<stats::DifferenceMethod>{
    {{stats::DifferenceMethod::none, "none"},
     {stats::DifferenceMethod::expanded_percentile, "expanded_percentile"},
     {stats::DifferenceMethod::mover_jeffreys, "mover_jeffreys"},
     {stats::DifferenceMethod::blended, "blended"},
     {stats::DifferenceMethod::welch_t, "welch_t"},
     {stats::DifferenceMethod::student_t_log, "student_t_log"},
     {stats::DifferenceMethod::repeated_t, "repeated_t"},
     {stats::DifferenceMethod::fieller, "fieller"}}};

}  // namespace quantladder::core
