// One figure over many nights: when did it change? Each night is looked at once, when it is the newest, and alpha is
// spent over all looks together, so that nights that are alike raise a false alarm with at most that probability.
#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <span>
#include <vector>

#include "quantladder/stats/interval.h"

namespace quantladder::stats {

struct NightValue {
  std::size_t block = 0;  // values of one block are alike from night to night: an iteration, whose seed is the same
  double value = 0;
  std::size_t text = 0;  // a hash of what it was made of; 0: not known
};

struct HistoryNight {
  std::vector<NightValue> values;  // empty: it has none, or none that may be tested
  bool is_cut = false;             // it was not asked the same as the night before, so nothing joins them
};

enum class Terms {
  values,  // means are compared
  ranks,   // among the nights of a segment: where one odd night should not decide. One value a night
};

// The last so many nights are compared with those before them.
inline constexpr std::array<std::size_t, 4> kWindows{1, 2, 4, 8};

struct NightChange {
  std::size_t begun = 0;       // the night that parts the nights best; the new segment begins there
  std::vector<double> before;  // values of the segment before that night
  std::vector<double> since;
  double centre_before = 0;  // mean of the values; median where ranks are compared
  double centre_since = 0;
};

struct NightLook {
  std::size_t segment = 0;  // the night that its segment begins with
  int fresh = 0;            // values that repeat no earlier text of their block in the segment
  int look = 0;             // its number among the looks of the whole history; 0: there was nothing to test
  double alpha = 0;         // that it may use
  std::optional<double> p;  // of the window that shows most, times the number of windows; at most 1
  std::optional<NightChange> change;

  // Returns p for all looks together: it is at most the whole alpha just when the look flags a change.
  std::optional<double> p_overall() const;
};

// Returns the share of `alpha` that look number k = 1, 2, ... may use: alpha / (k (k + 1)), which is alpha over all
// looks there can be.
double alpha_of_look(double alpha, int look);

// Looks at each night in turn. Of a text that a block of the segment repeats, only the first value counts, and a night
// without any other is no evidence: it takes no look. The windows of the segment's last 1, 2, 4 and 8 nights are tested
// against the nights before them by `block_permutation`, with Bonferroni over the windows that could fall below the
// look's alpha; a look with none spends nothing. A flagged change begins a new segment, as a cut does; the looks are
// counted on. Values are rounded to a hundredth of the segment's range where they lie on no lattice as coarse, which
// keeps the test exact. The result is as long as `nights`.
std::vector<NightLook> look_at_history(std::span<const HistoryNight> nights, double alpha = kDefaultAlpha,
                                       Terms terms = Terms::values);

}  // namespace quantladder::stats
