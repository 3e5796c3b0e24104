// Repeats an experiment with a known truth and counts how often the project's own statistics get it right. Every
// function draws from `random` alone: the same seed gives the same figure.
#pragma once

#include <vector>

#include "stats_simulation/populations.h"

namespace quantladder::simulation {

// Shares of `replications`.
struct Coverage {
  double share = 0;
  double width = 0;  // mean, in points
};
Coverage coverage_and_width(const Population& population, int n, int replications, Random& random);
Coverage coverage_and_width(const ModelPair& pair, int n, int replications, Random& random);  // of the difference
double coverage_of_mean(const Population& population, int n, int replications, Random& random);
double coverage_of_difference(const Population& a, const Population& b, double copula, int n, int replications,
                              Random& random);

// How often each rule says that two models differ, at alpha 0.05.
struct Rejections {
  double ci_overlap = 0;  // two Student intervals that do not overlap: the rule not to use
  double paired_t = 0;
  double sign_flip = 0;
  double permutation = 0;  // over a fifth of the replications
  double any_level = 0;    // McNemar per level, Holm over levels
  double bootstrap = 0;    // the default interval excludes 0
};
Rejections rejections(const Population& a, const Population& b, double copula, int n, int replications, Random& random);
double sign_flip_rejections(const Population& a, const Population& b, int n, int replications, Random& random);

// Any claim "better" among `models` identical ones, all pairs compared by compare_family.
struct FamilyErrors {
  double unadjusted = 0;
  double holm = 0;
};
FamilyErrors family_errors(int models, int n, int replications, Random& random);

// Group-sequential sign flip alone: a look every `step` pairs from the fifth, at most n_max.
struct Stopping {
  double declared = 0;  // a difference, either way
  double mean_n = 0;
};
Stopping stopping(const Population& a, const Population& b, int n_max, int step, int replications, Random& random);
Stopping stopping(double difference, int n_max, int step, int replications, Random& random);

// The whole rule; a look every 5 pairs of pooled models that differ by `difference`.
struct WholeRule {
  double a_better = 0;
  double b_better = 0;
  double equivalent = 0;
  double futile = 0;
  double undecided = 0;  // at n_max
  double mean_n = 0;
  double small_p = 0;  // sequential p-value of the difference <= 0.05 at the stop (over a tenth of the replications)
};
WholeRule whole_rule(const Population& a, const Population& b, int n_max, double margin, int step, int replications,
                     Random& random);
WholeRule whole_rule(double difference, int n_max, double margin, int replications, Random& random);

// Stop by the sign flip alone: does the repeated interval at the stop hold the truth?
struct AfterStopping {
  double ordinary = 0;        // Student's interval, which takes no account of looking
  double repeated = 0;        // a missing one misses nothing
  double none = 0;            // has no repeated interval
  double early_estimate = 0;  // mean estimate of those that stopped early
};
AfterStopping after_stopping(const Population& a, const Population& b, int n_max, int step, int replications,
                             Random& random);
AfterStopping after_stopping(double difference, int n_max, int replications, Random& random);

// A claims all levels, B fails the first one a quarter of the time: is it called equivalent within 5 points (the truth
// is 6.25)?
struct FalseEquivalence {
  double t_tests = 0;  // TOST without the rule for degenerate data
  double project = 0;
};
FalseEquivalence false_equivalence(int n, int replications, Random& random);

// How often the pair is called equivalent.
double shown_equivalent(const ModelPair& pair, double margin, int n, int replications, Random& random);

// Speeds: starts differ by 2 %, requests within a start by 1 %.
struct SpeedCoverage {
  double pooled = 0;  // all requests as if independent
  double starts = 0;  // t over the starts' means, on the log scale
};
SpeedCoverage speed_coverage(int starts, int requests, int replications, Random& random);

}  // namespace quantladder::simulation
