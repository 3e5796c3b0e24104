// Adds up a permutation distribution into its p-values.
#pragma once

#include "quantladder/stats/permutation.h"

namespace quantladder::stats {

// Feed it every outcome (|statistic|, its probability) of the null distribution. Outcomes closer than `slack` are ties.
class PermutationTally {
 public:
  PermutationTally(double observed, double slack) : observed_(observed), slack_(slack) {}

  void add(double size, double probability) {
    if (size >= observed_ - slack_) beyond_ += probability;
    if (size >= observed_ - slack_ && size <= observed_ + slack_) ties_ += probability;
    if (size > largest_ + slack_) floor_ = 0;
    if (size >= largest_ - slack_) floor_ += probability;
    if (size > largest_) largest_ = size;
  }

  PermutationTest exact() const {
    return {.p = at_most_one(beyond_), .mid_p = at_most_one(beyond_ - ties_ / 2), .floor = at_most_one(floor_)};
  }

  // Outcomes were drawn, each with probability 1 / draws; the observed one counts as one more draw.
  PermutationTest monte_carlo(int draws, double floor) const {
    const double all = draws + 1.0;
    return {.p = at_most_one((1 + beyond_ * draws) / all),
            .mid_p = at_most_one((0.5 + (beyond_ - ties_ / 2) * draws) / all),
            .floor = floor > 1 / all ? floor : 1 / all,
            .exact = false};
  }

 private:
  static double at_most_one(double p) { return p < 1 ? p : 1; }

  double observed_;
  double slack_;
  double beyond_ = 0;
  double ties_ = 0;
  double largest_ = -1;
  double floor_ = 0;
};

}  // namespace quantladder::stats
