// How much of alpha may be used up by each look at the data: Lan & DeMets (1983) spending of O'Brien-Fleming type.
#pragma once

#include <memory>
#include <span>
#include <vector>

namespace quantladder::stats {

enum class Sides { one, two };

// alpha*(t), cumulative, at information fraction t: two-sided 4 (1 - Phi(z(1-alpha/4) / sqrt t)), one-sided
// 2 (1 - Phi(z(1-alpha/2) / sqrt t)). 0 for t <= 0, alpha for t >= 1; NaN for an alpha outside (0, 1).
double obf_spending(double t, double alpha, Sides sides = Sides::two);

// z bounds for a normal statistic looked at again and again, one look at a time (recursive integration after
// Armitage, McPherson & Rowe 1969; within 1e-4 of published tables).
class ObfBoundary {
 public:
  explicit ObfBoundary(double alpha, Sides sides = Sides::two);
  ~ObfBoundary();
  ObfBoundary(const ObfBoundary& other);
  ObfBoundary& operator=(const ObfBoundary& other);
  ObfBoundary(ObfBoundary&&) noexcept;
  ObfBoundary& operator=(ObfBoundary&&) noexcept;

  // The bound at fraction t, which must be larger than at the look before and counts as 1 beyond 1; +inf where the
  // spending is too small to stop at all. NaN for a t that does not grow.
  double next(double t);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

// All bounds at once; fractions ascending.
std::vector<double> obf_bounds(std::span<const double> fractions, double alpha, Sides sides = Sides::two);

}  // namespace quantladder::stats
