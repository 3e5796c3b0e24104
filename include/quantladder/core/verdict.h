// The conclusions that a comparison may come to. "No difference" and "within the margin of error" are not among it.
#pragma once

#include "quantladder/core/closed_set.h"

namespace quantladder::core {

enum class Verdict {
  better,                // Holm-adjusted p < alpha
  better_within_margin,  // that, and equivalence within the margin
  equivalent,            // equivalence within the margin: Holm-adjusted TOST p < alpha
  undecided,
};
template <>
inline constexpr std::array<NamedValue<Verdict>, 4> kIds<Verdict>{
    {{Verdict::better, "better"},
     {Verdict::better_within_margin, "better_within_margin"},
     {Verdict::equivalent, "equivalent"},
     {Verdict::undecided, "undecided"}}};

enum class Side { none, a, b };
template <>
inline constexpr std::array<NamedValue<Side>, 3> kIds<Side>{{{Side::none, ""}, {Side::a, "a"}, {Side::b, "b"}}};

struct Decision {
  Verdict verdict = Verdict::undecided;
  Side better = Side::none;  // set for the two kinds of better

  friend bool operator==(const Decision&, const Decision&) = default;
};

// A look at a run that may stop early concludes one of these.
enum class LookOutcome { go_on, decided, futile, n_max };
template <>
inline constexpr std::array<NamedValue<LookOutcome>, 4> kIds<LookOutcome>{{{LookOutcome::go_on, "go_on"},
                                                                           {LookOutcome::decided, "decided"},
                                                                           {LookOutcome::futile, "futile"},
                                                                           {LookOutcome::n_max, "n_max"}}};

}  // namespace quantladder::core
