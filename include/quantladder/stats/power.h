// Tells what an experiment could find, before and after it. Differences and margins are in points (or any one unit), sd
// is that of the paired differences unless said.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "quantladder/stats/interval.h"

namespace quantladder::stats {

inline constexpr double kDefaultPower = 0.80;

// (t(1-alpha/2) + t(power)) sd / sqrt(n), t with n - 1 degrees of freedom: a true difference of this size is found with
// probability `power`. Nothing for n < 2 or sd not > 0: no spread seen is no power known.
std::optional<double> minimum_detectable_effect(double sd, int n, double power = kDefaultPower,
                                                double alpha = kDefaultAlpha);

// Returns the pairs needed to find `difference`: ceil(((z(1-alpha/2) + z(power)) sd / difference)^2), at least 2.
// nullopt for an sd or a difference that is not > 0, or beyond a billion.
std::optional<int> pairs_needed(double sd, double difference, double power = kDefaultPower,
                                double alpha = kDefaultAlpha);

// Returns the chance that a two-sided paired t test of n pairs finds a true difference; by integration over the
// distribution of the estimated sd. The exact sign-flip test has 2-5 percentage points less at n = 15 and the same at n
// = 60. nullopt for n < 2 or sd not > 0.
std::optional<double> power_of_test(double difference, double sd, int n, double alpha = kDefaultAlpha);

// Returns the chance that TOST shows equivalence within +-margin at a true difference. Same domain; margin > 0.
std::optional<double> power_of_equivalence(double difference, double sd, int n, double margin,
                                           double alpha = kDefaultAlpha);

// Returns the smallest n >= 2 at which those powers reach `power`; at most 100,000, else nullopt.
std::optional<int> pairs_for_test(double difference, double sd, double power = kDefaultPower,
                                  double alpha = kDefaultAlpha);
std::optional<int> pairs_for_equivalence(double sd, double margin, double power = kDefaultPower,
                                         double alpha = kDefaultAlpha);

// Returns the smallest margin within which n pairs of identical models could be shown equivalent with probability
// `power`, to 0.01; nullopt for n < 2 or sd not > 0.
std::optional<double> smallest_margin(double sd, int n, double power = kDefaultPower, double alpha = kDefaultAlpha);

// Stated assumptions instead of a pilot: levels that pass independently.
struct AssumedLevel {
  double points = 0;
  double pass_rate = 0;  // 0..1
};
// Returns sqrt(sum w^2 p (1-p)); nullopt for a rate outside [0, 1] or points < 0.
std::optional<double> assumed_score_sd(std::span<const AssumedLevel> levels);
// Returns that of the difference of two such models whose scores correlate: sqrt(s_a^2 + s_b^2 - 2 r s_a s_b).
std::optional<double> assumed_difference_sd(double sd_a, double sd_b, double correlation = 0);

// Returns the one-sided upper limit of a pilot's sd, which is itself uncertain: sd sqrt((n-1) / chi2(1-confidence,
// n-1)), chi-square by Wilson & Hilferty (1931), within 1 % for n >= 5. Planning with it protects `confidence` of the
// studies planned from such pilots (Browne 1995). nullopt for n < 2 or sd not > 0.
std::optional<double> pilot_sd_upper(double sd, int n, double confidence = 0.80);

// Returns the number of pairs below which the sign-flip test cannot reach p < alpha / comparisons, however large the
// difference: its floor is 2 / 2^n. At least the 5 below which there is no verdict.
int fewest_for_any_claim(int comparisons = 1, double alpha = kDefaultAlpha);

// All that `plan --power` prints for one comparison.
struct PowerPlan {
  double sd = 0;          // of the paired differences
  double difference = 0;  // that the user cares about
  double margin = 0;
  int n = 0;                              // planned pairs
  int comparisons = 1;                    // of the family; alpha is divided by it (Bonferroni, the worst case of Holm)
  std::optional<double> power_to_find;    // the difference, with n pairs; 0 below fewest_for_any_claim
  std::optional<double> power_to_equate;  // identical models within the margin, with n pairs; 0 below 5
  std::optional<double> detectable;       // with probability 0.80; nothing below fewest_for_any_claim
  std::optional<double> smallest_margin;  // that n pairs can show
  std::optional<int> pairs_to_find;
  std::optional<int> pairs_to_equate;
  int fewest_for_any_claim = 6;  // pairs
};
PowerPlan plan_power(double sd, double difference, double margin, int n, int comparisons = 1,
                     double power = kDefaultPower, double alpha = kDefaultAlpha);

}  // namespace quantladder::stats
