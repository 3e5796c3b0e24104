// Intervals for a proportion, and pass@k. Successes and trials are counts, but need not be whole numbers: repeated
// iterations are weighed down to an effective number of trials.
//
// All return nothing when there is nothing to say: trials <= 0, successes outside [0, trials], a level outside (0, 1),
// or NaN anywhere. Limits are proportions in [0, 1]; exactly 0 at no success and exactly 1 at no failure.
#pragma once

#include <optional>
#include <vector>

#include "quantladder/stats/interval.h"

namespace quantladder::stats {

// Returns the score interval (Wilson 1927). It is never of zero width.
std::optional<Interval> wilson(double successes, double trials, double level = kDefaultLevel);

// Trials that were made together, so that one may depend on another.
struct Cluster {
  int successes = 0;
  int trials = 0;
};

// The correlation of the trials of one cluster that is assumed at least: few clusters show it badly, and those that
// ended alike not at all.
inline constexpr double kLeastCorrelation = 0.1;

// Returns how many independent trials those of the clusters are worth: their number divided by the design effect (Kish
// 1965). That is the variance of the ratio of successes to trials between clusters as a multiple of the binomial one,
// or what the least correlation makes it, whichever is more.
double effective_trials(const std::vector<Cluster>& clusters);

// Returns the score interval for the share of successes, of the effective number of trials, with the quantile of
// Student's t for the clusters where their spread was seen (Kott & Carr 1997, Korn & Graubard 1998).
std::optional<Interval> wilson_of_clusters(const std::vector<Cluster>& clusters, double level = kDefaultLevel);

// Returns the exact interval by inversion of the tails (Clopper & Pearson 1934): its coverage is guaranteed, and it is
// wider.
std::optional<Interval> clopper_pearson(double successes, double trials, double level = kDefaultLevel);

// Returns the equal-tailed interval of the posterior under the Beta(1/2, 1/2) prior, with the end points fixed at 0 and
// 1 (Brown, Cai & DasGupta 2001).
std::optional<Interval> jeffreys(double successes, double trials, double level = kDefaultLevel);

// Returns the chance that at least one of k answers passes, unbiased: 1 - C(n-c, k) / C(n, k) (Chen et al. 2021).
// nullopt when k < 1, k > n, or c is outside [0, n].
std::optional<double> pass_at_k(int n, int c, int k);

}  // namespace quantladder::stats
