// Tells how much of alpha may be used up by each look at the data: Lan & DeMets (1983) spending of O'Brien-Fleming
// type.
#pragma once

#include <span>
#include <vector>

namespace quantladder::stats {

enum class Sides { one, two };

// Returns alpha*(t), cumulative, at information fraction t: two-sided 4 (1 - Phi(z(1-alpha/4) / sqrt t)), one-sided 2
// (1 - Phi(z(1-alpha/2) / sqrt t)). 0 for t <= 0, alpha for t >= 1; NaN for an alpha outside (0, 1).
double obf_spending(double t, double alpha, Sides sides = Sides::two);

// z bounds for a normal statistic looked at again and again, one look at a time (recursive integration after
// Armitage, McPherson & Rowe 1969; as published tables to their four digits).
class ObfBoundary {
 public:
  explicit ObfBoundary(double alpha, Sides sides = Sides::two);

  // The bound at fraction t, which must be larger than at the look before and counts as 1 beyond 1; +inf where the
  // spending is too small to stop at all. NaN for a t that does not grow.
  double next(double t) { return next(t, t); }
  // The last look may come before all that was planned is there: data as of `t`, spending as of the larger `spend_at`.
  double next(double t, double spend_at);

 private:
  struct Mass {  // of the statistic's path sum at one point of a grid, given that no look has stopped
    double at;
    double weight;
  };
  double tail_beyond(double bound, double step) const;
  double solve(double t, double step, double target) const;
  void advance(double step);

  double alpha_;
  Sides sides_;
  double spent_ = 0;
  double t_ = 0;            // of the last look
  double step_ = 0;         // from the look before the last one to the last one
  double bound_ = 0;        // of the last look, on the scale of the path sum
  std::vector<Mass> past_;  // at the look before the last one
};

}  // namespace quantladder::stats
