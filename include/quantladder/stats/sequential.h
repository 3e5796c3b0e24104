// Stopping when the answer is there, without paying for the peeking with false claims: an exact group-sequential
// sign-flip test, a group-sequential TOST, and a non-binding stop for futility. Pure: the caller feeds what has been
// measured so far and reads what it may conclude; the same data with the same looks give the same answers again.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "quantladder/stats/equivalence.h"
#include "quantladder/stats/interval.h"
#include "quantladder/stats/paired.h"
#include "quantladder/stats/spending.h"
#include "quantladder/stats/verdict.h"

namespace quantladder::stats {

struct SequentialPlan {
  int n_max = 0;                   // pairs, fixed before the first one
  double alpha = kDefaultAlpha;    // of the family; each comparison gets alpha / comparisons
  double margin = kDefaultMargin;  // equivalence, points
  int comparisons = 1;             // declared family
  int first_look = 5;              // no look at fewer pairs
  double unit = 0.01;      // lattice of the differences: gcd of the points. Differences are rounded to it, which
                           // keeps the test exact (signs are still fair coins) for scores off any lattice
  int last_look = 0;       // pairs at the look after which nothing is measured any more, fewer than n_max where some
                           // dropped out: it spends all of alpha that is left; 0: not known yet, or n_max
  double futility = 0.10;  // stop when the chance of either verdict at n_max falls below; 0: never
};

using core::LookOutcome;

// Returns the number of pairs after which no look is taken: the last look's, else n_max.
int most_pairs(const SequentialPlan& plan);
// Returns the share of the way to the last look, which is what the spending goes by: n / n_max, and 1 at the last look.
double spending_time(int n, const SequentialPlan& plan);

// Holds what one look at one comparison saw and concluded.
struct Look {
  int n = 0;                       // pairs seen
  double difference = 0;           // mean of a - b, points
  double sum = 0;                  // of the rounded differences
  std::optional<double> boundary;  // rejects at |sum| >= boundary; absent: this look cannot stop
  double alpha_planned = 0;        // cumulative spending alpha*(spending_time) of this comparison's share
  double alpha_spent = 0;          // what the discrete test really used, <= planned
  double nominal = 0;              // two-sided normal level of this look, for the repeated interval
  std::optional<Interval>
      repeated_interval;             // t quantile at `nominal`; the ordinary interval is not valid after peeking
  double repeated_level = 0;         // 1 - alpha / comparisons: holds over all looks and comparisons
  bool differs = false;              // superiority shown, now or before
  bool equivalent = false;           // shown, now or before
  std::optional<double> predictive;  // chance of either verdict at n_max; absent for degenerate differences
  LookOutcome outcome = LookOutcome::go_on;
  Decision decision;
};

// The exact group-sequential sign-flip test by itself, on whole numbers (differences in units of their lattice).
class SequentialSignFlip {
 public:
  void absorb(std::int64_t difference);

  struct Result {
    std::optional<std::int64_t> boundary;  // of |sum|; absent: nothing small enough to spend
    double spent = 0;                      // cumulative, <= planned
    bool rejects = false;
  };
  // Spends what `planned` (cumulative alpha) allows beyond what is spent: from the largest |sum| downwards as long as
  // the chance to land there fits. A test that does not reject goes on below the boundary; one that does is over.
  Result look(double planned);

  std::int64_t sum() const { return sum_; }

 private:
  std::vector<double> probability_{1.0};  // of the sum under fair signs and no stop so far; index = sum + reach_
  std::int64_t reach_ = 0;
  std::int64_t sum_ = 0;
  double spent_ = 0;
};

// The normal bounds of one look (see spending.h): two-sided for the difference, one-sided for equivalence.
struct LookBounds {
  double two_sided = 0;
  double one_sided = 0;
};

// The bounds look by look. They depend on the plan and on the numbers of pairs at the looks, not on the data.
class LookSchedule {
 public:
  explicit LookSchedule(const SequentialPlan& plan);
  LookBounds next(int n);

 private:
  SequentialPlan plan_;
  ObfBoundary two_sided_;
  ObfBoundary one_sided_;
};

// One comparison. Copyable value; feed it the pairs so far, which must begin with those of the look before.
class SequentialComparison {
 public:
  explicit SequentialComparison(const SequentialPlan& plan);

  // Looks at the pairs so far. With fewer than first_look pairs, or none since the last look, it is `go_on` and nothing
  // is spent. Once decided, the look that decided is returned for good: later pairs do not change it. Pairs beyond
  // most_pairs are ignored. Futility is non-binding: a comparison that was futile may still be decided later.
  Look look(const PairedSeries& so_far);

  // Looks with bounds computed beforehand, by a LookSchedule fed with the same numbers of pairs.
  Look look(const PairedSeries& so_far, const LookBounds& bounds);

  const std::vector<Look>& looks() const { return looks_; }

 private:
  bool is_due(const PairedSeries& so_far) const;
  Look waiting(const PairedSeries& so_far) const;
  void test_difference(Look& look, std::span<const double> differences);

  SequentialPlan plan_;
  double share_;  // alpha / comparisons
  LookSchedule schedule_;
  SequentialSignFlip sign_flip_;
  std::size_t absorbed_ = 0;
  std::vector<Look> looks_;
};

// Returns the sequential p-value of the difference after looks at these numbers of pairs: the smallest family alpha at
// which the group-sequential test would have rejected by the last of them; at most 1, with the family's Bonferroni
// correction. It is valid wherever the run stopped, and <= alpha just when the test rejects (up to the discreteness of
// the signs). nullopt where there was no look.
std::optional<double> sequential_p(std::span<const double> differences, std::span<const int> looks,
                                   const SequentialPlan& plan);

// Returns the same for equivalence; nullopt where no look had enough spread for a t test.
std::optional<double> sequential_equivalence_p(const PairedSeries& pairs, std::span<const int> looks,
                                               const SequentialPlan& plan);

// Returns the same for "A loses less than `margin`" (equivalence.h, non_inferiority).
std::optional<double> sequential_non_inferiority_p(const PairedSeries& pairs, std::span<const int> looks, double margin,
                                                   const SequentialPlan& plan);

// Returns the outcome of the declared comparisons of one run together, from the outcome of each: go_on while one of
// them does. Else the run ends, for the least conclusive reason among them: n_max, futile, decided. go_on for none.
LookOutcome conclude(std::span<const LookOutcome> outcomes);

// "equivalence within +-5 needs about 140 iterations; 60 can only show +-8", before a run that cannot decide. Empty
// when n_max pairs have the power (see power.h).
std::string equivalence_warning(double sd, const SequentialPlan& plan);

}  // namespace quantladder::stats
