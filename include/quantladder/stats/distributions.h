// Special functions behind the intervals. All are pure, allocate nothing and never throw: an argument outside the
// domain (NaN included) gives NaN. Agreement with SciPy is better than 1e-9 over the ranges used here.
#pragma once

namespace quantladder::stats {

// Returns the standard normal density at z.
double normal_density(double z);

// P(Z <= z), Z standard normal. Accurate in relative terms down to the smallest doubles in the lower tail.
double normal_cdf(double z);

// The z with normal_cdf(z) = p; -inf at p = 0, +inf at p = 1.
double normal_quantile(double p);

// Regularised incomplete beta function I_x(a, b) for a, b > 0 and x in [0, 1]: continued fraction DLMF 8.17.22 by the
// modified Lentz method.
double incomplete_beta(double a, double b, double x);

// The x with I_x(a, b) = p: Newton steps kept inside a shrinking bracket. 0 at p = 0, 1 at p = 1.
double incomplete_beta_inverse(double a, double b, double p);

// Student's t with df > 0 degrees of freedom (not necessarily whole).
double t_cdf(double t, double df);
double t_quantile(double p, double df);

}  // namespace quantladder::stats
