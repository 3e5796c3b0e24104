// A family of comparisons, from scores to verdicts: everything that a table, a JSON file or an exit code needs.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "quantladder/stats/equivalence.h"
#include "quantladder/stats/mcnemar.h"
#include "quantladder/stats/paired.h"
#include "quantladder/stats/sequential.h"
#include "quantladder/stats/verdict.h"

namespace quantladder::stats {

// Says how two values are compared, and what the unit of the answer is.
enum class Scale {
  difference,  // a - b, in the unit of the values
  log_ratio,   // log(a / b), answered in per cent: 100 (ratio - 1). Values must be > 0. For speeds and times
  mean_ratio,  // mean(a) / mean(b), answered likewise. Pairs only; the mean of b must be > 0. For KL divergences
};
enum class Goal { higher, lower };  // which is better

struct FamilyOptions {
  double alpha = kDefaultAlpha;
  double margin = kDefaultMargin;  // unit of the answer; of a ratio: within 1 / (1 + margin/100) .. 1 + margin/100
  Scale scale = Scale::difference;
  Goal goal = Goal::higher;
  int declared = 0;  // comparisons declared before the data; fewer than are given counts as all that are given
  // A run that was looked at: its plan and the numbers of pairs at its looks, ascending. Then p is the sequential one,
  // the interval the repeated one and the verdict the sequential test's. Paired comparisons on the difference scale
  // only.
  std::optional<SequentialPlan> sequential;
  std::vector<int> looks;
};

// a: the candidate, b: the baseline.
struct PairInput {
  std::string a;
  std::string b;
  Series of_a;
  Series of_b;
  Pairing pairing = Pairing::paired;
};

// Per level, Holm-adjusted over the levels of the pair; a diagnostic, no part of the verdict.
struct LevelComparison {
  std::string id;
  McNemar test;
  double p_holm = 1;
};

struct PairComparison {
  std::string a;
  std::string b;
  Pairing pairing = Pairing::paired;
  int n = 0;    // pairs used; unpaired: the smaller side
  int n_a = 0;  // iterations used
  int n_b = 0;
  int dropped_repeats = 0;             // pairs (unpaired: iterations) left out because they repeat an earlier one
  std::optional<double> difference;    // a - b; of a ratio: per cent
  std::optional<double> sd;            // of the paired differences (log_ratio: of the logs, x 100); n >= 2
  std::optional<double> correlation;   // of the paired values; n >= 3 and spread on both sides
  DifferenceInterval ci;               // level 1 - alpha
  DifferenceInterval ci_simultaneous;  // level 1 - alpha / m: all of the family hold together
  std::optional<double> p;             // sign flip, or two-sample permutation; after looks the sequential one
  std::optional<double> p_holm;        // after looks = p: Bonferroni is already in it
  std::optional<double> p_floor;       // p cannot be smaller with these data
  std::optional<double> p_holm_floor;  // nor p_holm, the other comparisons being what they are; absent after looks
  bool p_exact = true;
  Equivalence tost;                   // .p is tost_p
  std::optional<double> tost_p_holm;  // a family of its own
  // True difference that this comparison, made alone, finds with 80 % probability; unit of the answer. Absent where the
  // spread cannot be estimated (degenerate differences; fewer than 10 on the difference scale) and where so few data
  // can claim nothing in their family.
  std::optional<double> mde;
  // Pairs (unpaired: of each side) that find a difference as large as the margin with that probability, by the normal
  // approximation; at least as many as any claim takes. Only beside an mde.
  std::optional<int> n_needed;
  // They are the same at alpha / m, the worst case of Holm, by the t test: plan with these.
  std::optional<int> n_needed_in_family;
  Decision decision;
  std::vector<LevelComparison> levels;  // paired, passes, at most 10 levels; else empty
  std::optional<Look> stopped;          // the last look; its outcome says why the run ended
  std::string problem;                  // why nothing could be compared; empty: all is well
};

// Compares the pairs, in the order given. Holm's correction goes over max(declared, given) for p and, separately, for
// equivalence; Bonferroni's makes ci_simultaneous. Bad input (sides of different lengths, no iteration, NaN, values <=
// 0 on the log scale) gives a comparison with `problem` set, every figure absent and the verdict undecided; it still
// counts in the family. With n = 1 there are means, a difference and a MOVER interval, but no p; with n < 5 there is no
// verdict.
std::vector<PairComparison> compare_family(std::span<const PairInput> pairs, const FamilyOptions& options = {});

// Says whether candidates are as good as their baselines. yes: each is better, equivalent or worse by less than the
// margin.
enum class AsGood { yes, no, unknown };

// Returns no where a candidate a is worse than its baseline b, else unknown where a comparison is undecided or there is
// none.
AsGood as_good(std::span<const PairComparison> comparisons);

}  // namespace quantladder::stats
