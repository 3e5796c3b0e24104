#include "quantladder/stats/distributions.h"

#include <cmath>
#include <limits>
#include <numbers>

namespace quantladder::stats {
namespace {

constexpr double kUndefined = std::numeric_limits<double>::quiet_NaN();
constexpr double kInf = std::numeric_limits<double>::infinity();
constexpr double kTiny = 1e-300;  // Lentz's guard against a zero denominator

bool is_probability(double p) { return p >= 0 && p <= 1; }  // false for NaN

// Abramowitz & Stegun 26.2.23 (absolute error below 4.5e-4), for a lower tail probability q <= 1/2.
double rough_lower_quantile(double q) {
  const double t = std::sqrt(-2 * std::log(q));
  const double numerator = 2.515517 + t * (0.802853 + t * 0.010328);
  const double denominator = 1 + t * (1.432788 + t * (0.189269 + t * 0.001308));
  return -(t - numerator / denominator);
}

double away_from_zero(double x) { return std::fabs(x) < kTiny ? kTiny : x; }

// One half-step of the modified Lentz recurrence.
void lentz_step(double coefficient, double& c, double& d, double& value) {
  d = 1 / away_from_zero(1 + coefficient * d);
  c = away_from_zero(1 + coefficient / c);
  value *= c * d;
}

double beta_continued_fraction(double a, double b, double x) {
  double c = 1;
  double d = 1 / away_from_zero(1 - (a + b) * x / (a + 1));
  double value = d;
  for (int m = 1; m <= 10000; ++m) {
    const double m2 = a + 2.0 * m;
    lentz_step(m * (b - m) * x / ((m2 - 1) * m2), c, d, value);
    const double before = value;
    lentz_step(-(a + m) * (a + b + m) * x / (m2 * (m2 + 1)), c, d, value);
    if (std::fabs(value - before) <= 1e-16 * std::fabs(value)) break;
  }
  return value;
}

double log_beta_density(double a, double b, double x) {
  return std::lgamma(a + b) - std::lgamma(a) - std::lgamma(b) + (a - 1) * std::log(x) + (b - 1) * std::log1p(-x);
}

}  // namespace

double normal_density(double z) { return std::exp(-z * z / 2) / std::sqrt(2 * std::numbers::pi); }

double normal_cdf(double z) { return 0.5 * std::erfc(-z / std::numbers::sqrt2); }

double normal_quantile(double p) {
  if (!is_probability(p)) return kUndefined;
  if (p == 0) return -kInf;
  if (p == 1) return kInf;
  const double q = std::fmin(p, 1 - p);
  double z = rough_lower_quantile(q);
  for (int step = 0; step < 4; ++step) {  // Halley: each step triples the number of correct digits
    const double newton = (normal_cdf(z) - q) / normal_density(z);
    if (!std::isfinite(newton)) break;
    z -= newton / (1 + 0.5 * z * newton);
  }
  return p <= 0.5 ? z : -z;
}

double incomplete_beta(double a, double b, double x) {
  if (!(a > 0) || !(b > 0) || !is_probability(x)) return kUndefined;
  if (x == 0 || x == 1) return x;
  // The fraction converges fast below the mean only; above it the complement is computed.
  if (x > (a + 1) / (a + b + 2)) return 1 - incomplete_beta(b, a, 1 - x);
  return std::exp(log_beta_density(a, b, x)) * x * (1 - x) / a * beta_continued_fraction(a, b, x);
}

double incomplete_beta_inverse(double a, double b, double p) {
  if (!(a > 0) || !(b > 0) || !is_probability(p)) return kUndefined;
  if (p == 0 || p == 1) return p;
  double lo = 0;
  double hi = 1;
  double x = a / (a + b);
  for (int step = 0; step < 400 && hi - lo > 1e-16 * hi; ++step) {
    const double error = incomplete_beta(a, b, x) - p;
    (error > 0 ? hi : lo) = x;
    const double newton = x - error * std::exp(-log_beta_density(a, b, x));
    const double next = newton >= lo && newton <= hi ? newton : 0.5 * (lo + hi);
    const bool has_settled = std::fabs(next - x) <= 1e-14 * x;  // Newton would wander around the last digits
    x = next;
    if (has_settled) break;
  }
  return x;
}

double t_cdf(double t, double df) {
  if (!(df > 0) || std::isnan(t)) return kUndefined;
  if (std::isinf(t)) return t > 0 ? 1 : 0;
  const double tail = 0.5 * incomplete_beta(0.5 * df, 0.5, df / (df + t * t));
  return t > 0 ? 1 - tail : tail;
}

double t_quantile(double p, double df) {
  if (!(df > 0) || !is_probability(p)) return kUndefined;
  if (p == 0 || p == 1) return p == 0 ? -kInf : kInf;
  const double tail = std::fmin(p, 1 - p);
  // t^2 / (df + t^2) is Beta(1/2, df/2): near t = 0 that variable is small, far out its complement is; taking the
  // small one of the two avoids cancellation.
  const double near = incomplete_beta_inverse(0.5, 0.5 * df, 1 - 2 * tail);
  if (near < 0.5) return std::copysign(std::sqrt(df * near / (1 - near)), p - 0.5);
  const double far = incomplete_beta_inverse(0.5 * df, 0.5, 2 * tail);
  return std::copysign(std::sqrt(df * (1 - far) / far), p - 0.5);
}

}  // namespace quantladder::stats
