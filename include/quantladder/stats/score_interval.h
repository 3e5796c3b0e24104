// The interval of one model's mean score: the default rule, its fallback, and the reason for it.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "quantladder/core/closed_set.h"
#include "quantladder/stats/interval.h"

namespace quantladder::stats {

// Passes of one level over the iterations that a mean score is made of.
struct LevelCount {
  double passed = 0;  // 0..trials; partial credits count as what they are
  double trials = 0;  // iterations; may be an effective number, then not whole
  double points = 0;  // what one pass adds to the score
};

struct MoverInterval {
  Interval interval;         // points, within [0, sum of points]
  double design_effect = 1;  // >= 1; above 1: the levels of one iteration go together
};

// MOVER (Zou & Donner 2008) over the levels' Jeffreys intervals [l, u], widened by the design effect:
// mean - f sqrt(sum w^2 (p-l)^2) .. mean + f sqrt(sum w^2 (u-p)^2), f^2 = max(1, sd^2 / sum w^2 p (1-p) n/(n-1)).
// Never of zero width: 15 perfect runs give [92.9, 100]. Nothing for no score, no level, or a level without trials.
std::optional<MoverInterval> mover_jeffreys(std::span<const double> scores, std::span<const LevelCount> levels,
                                            double level = kDefaultLevel);

// MOVER for few iterations. A handful shows little of whether levels pass and fail together, so their correlation is
// not read off the scores alone: rho = ((n-1) r + 2 r0) / (n+1). r is that of the scores' variance times (t/z)^2, in
// [0, 1]; t and z are the quantiles of Student's t (n - 1) and of the normal, since few scores show a variance badly.
// r0 is 1 for up to five levels of equal points, (5-1) / (L-1) for L of them (L = (sum w)^2 / sum w^2). Limits: mean -+
// sqrt((1-rho) sum d^2 + rho (sum d)^2) over the levels' distances d = w (p-l), below, and w (u-p), above. `n`:
// iterations that the levels' trials stand for.
struct CorrelatedMover {
  Interval interval;       // points
  double correlation = 0;  // rho
};
inline constexpr double kPriorWeight = 2;
inline constexpr double kPriorDesignEffect = 5;
std::optional<CorrelatedMover> correlated_mover(std::span<const double> scores, std::span<const LevelCount> levels,
                                                double n, double level = kDefaultLevel);

enum class ScoreMethod {
  expanded_bca,
  mover_jeffreys,
  blended,  // MOVER for few iterations on the way to expanded BCa
};

struct ScoreSample {
  std::vector<double> scores;      // complete iterations, points, in any order
  std::vector<LevelCount> levels;  // over the same iterations; empty: not known, then there is nothing to fall back on
  int distinct = 0;                // iterations that repeat no other one; 0: all of them
};

struct ScoreInterval {
  Interval interval;  // points
  double level = kDefaultLevel;
  ScoreMethod method = ScoreMethod::mover_jeffreys;
  bool exact = true;            // false: Monte Carlo, because the scores lie on no lattice
  std::string fallback_reason;  // why not expanded BCa; empty for expanded BCa
  std::optional<double> design_effect;
  std::optional<double> level_correlation;  // that MOVER for few iterations used; absent where it had no part
  double effective_n = 0;                   // iterations that the width rests on
};

inline constexpr int kLeastIterationsForBootstrap = 10;
inline constexpr int kLeastIterationsForBootstrapAlone = 15;
inline constexpr int kLeastOffMode = 3;
inline constexpr int kLeastIterationsForVerdict = 5;

// Returns, from 15 iterations on, expanded BCa on the ideal bootstrap if at least 3 of them differ from the most
// frequent score, else MOVER-Jeffreys. Up to 9 it is MOVER for few iterations. From 10 to 14 the limits pass evenly
// from the latter to the former, so that no iteration makes the interval jump. Iterations that repeat another one are
// no independent draws: then it is MOVER with as many trials as there are distinct iterations. nullopt for an empty
// sample or NaN.
std::optional<ScoreInterval> score_interval(const ScoreSample& sample, double level = kDefaultLevel);

}  // namespace quantladder::stats

namespace quantladder::core {

template <>
inline constexpr std::array<NamedValue<stats::ScoreMethod>, 3> kIds<stats::ScoreMethod>{
    {{stats::ScoreMethod::expanded_bca, "expanded_bca"},
     {stats::ScoreMethod::mover_jeffreys, "mover_jeffreys"},
     {stats::ScoreMethod::blended, "blended"}}};

}  // namespace quantladder::core
