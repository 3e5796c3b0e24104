// "As good as": shown, not assumed from the absence of a difference.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "quantladder/core/closed_set.h"
#include "quantladder/stats/paired.h"

namespace quantladder::stats {

inline constexpr double kDefaultMargin = 5;  // points of 100
// Returns the same share of `points`, of those that can be attained; of scores whose points are not known (0), 5.
constexpr double default_margin(double points) { return points > 0 ? kDefaultMargin * points / 100 : kDefaultMargin; }

enum class EquivalenceMethod {
  none,            // cannot be tested; `reason` says why
  tost,            // two one-sided t tests (Schuirmann 1987): p < 0.05 just when the 90 % interval is inside the margin
  mover_jeffreys,  // degenerate data: the smallest p at which the (1 - 2p) MOVER-Jeffreys interval is inside
  blended,         // 10 to 14: likewise, with an interval between that of MOVER for few iterations and that of t
};

struct Equivalence {
  std::optional<double> p;  // against |true difference| >= margin
  EquivalenceMethod method = EquivalenceMethod::none;
  std::string reason;  // why not TOST; empty for TOST
};

// Returns the larger of the two one-sided p-values of t tests with `df`: H0 difference <= -margin and H0 difference >=
// margin. nullopt for a standard error that is not > 0, a margin that is not > 0, df <= 0, or NaN.
std::optional<double> tost_p(double difference, double standard_error, double df, double margin);

// Tests equivalence, of pairs or of two sides. Degenerate differences (fewer than 10 pairs, or fewer than 3 off the
// most frequent one) would make the t test claim equivalence after five ties: then MOVER-Jeffreys decides, and without
// levels nothing does. `paired_interval` says which MOVER, and what 10 to 14 iterations do. p = 1 when not even the
// narrowest interval is inside. Non-inferiority ("loses at most P points") is `non_inferiority`.
Equivalence equivalence(const PairedSeries& pairs, double margin = kDefaultMargin);
Equivalence unpaired_equivalence(const Series& a, const Series& b, double margin = kDefaultMargin);

// Returns the interval whose place inside the margin shows equivalence: p <= 0.05 just when that of level 0.9 is
// inside. nullopt where it cannot be tested.
std::optional<Interval> equivalence_interval(const PairedSeries& pairs, double level);

// Tests one-sided against "A is worse than B by `margin` or more" (a - b <= -margin), with the same rule for degenerate
// data.
Equivalence non_inferiority(const PairedSeries& pairs, double margin);
Equivalence unpaired_non_inferiority(const Series& a, const Series& b, double margin);

}  // namespace quantladder::stats

namespace quantladder::core {

template <>
inline constexpr std::array<NamedValue<stats::EquivalenceMethod>, 4> kIds<stats::EquivalenceMethod>{
    {{stats::EquivalenceMethod::none, "none"},
     {stats::EquivalenceMethod::tost, "tost"},
     {stats::EquivalenceMethod::mover_jeffreys, "mover_jeffreys"},
     {stats::EquivalenceMethod::blended, "blended"}}};

}  // namespace quantladder::core
