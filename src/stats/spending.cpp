#include "quantladder/stats/spending.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "quantladder/stats/distributions.h"

namespace quantladder::stats {
namespace {

constexpr double kFar = 8.5;               // standard deviations beyond which a normal variable is not looked at
constexpr double kNothingToSpend = 1e-11;  // below it a bound would lie where the integration has no digits left
constexpr double kNoBound = std::numeric_limits<double>::infinity();

}  // namespace

double obf_spending(double t, double alpha, Sides sides) {
  if (!(alpha > 0) || !(alpha < 1) || std::isnan(t)) return std::numeric_limits<double>::quiet_NaN();
  if (t <= 0) return 0;
  if (t >= 1) return alpha;
  const double tails = sides == Sides::two ? 2 : 1;
  return tails * 2 * normal_cdf(normal_quantile(alpha / tails / 2) / std::sqrt(t));
}

ObfBoundary::ObfBoundary(double alpha, Sides sides) : alpha_(alpha), sides_(sides), past_{{0, 1}} {}

// The path sum has variance t, and grows by independent normal steps.
double ObfBoundary::tail_beyond(double bound, double step) const {
  const double scale = std::sqrt(step);
  double tail = 0;
  for (const Mass& mass : past_) {
    const double z = (bound - mass.at) / scale;
    if (z < kFar) tail += mass.weight * normal_cdf(-z);
  }
  return sides_ == Sides::two ? 2 * tail : tail;  // two-sided paths mirror each other
}

double ObfBoundary::solve(double t, double step, double target) const {
  double low = -kFar;
  double high = kFar;
  for (int i = 0; i < 44; ++i) {
    const double middle = (low + high) / 2;
    (tail_beyond(middle * std::sqrt(t), step) > target ? low : high) = middle;
  }
  return high;
}

// Goes from the masses at the look before the last one to those at the last one, on a grid fine enough for both the
// step that led there and the step that follows.
void ObfBoundary::advance(double step) {
  const double far = kFar * std::sqrt(t_);
  const double high = std::min(bound_, far);
  const double low = sides_ == Sides::two ? -high : -far;
  const double scale = std::sqrt(step_);
  const double widest = std::min(scale, std::sqrt(step)) / 4;
  const int intervals = 2 * std::max(30, static_cast<int>(std::ceil((high - low) / widest / 2)));
  const double width = (high - low) / intervals;
  std::vector<Mass> next;
  for (int i = 0; i <= intervals; ++i) {
    const double y = low + i * width;
    double density = 0;
    for (const Mass& mass : past_) {
      const double z = (y - mass.at) / scale;
      if (std::fabs(z) < kFar) density += mass.weight * normal_density(z) / scale;
    }
    const double simpson = i == 0 || i == intervals ? 1 : (i % 2 == 1 ? 4 : 2);
    next.push_back({y, density * simpson * width / 3});
  }
  past_ = std::move(next);
}

double ObfBoundary::next(double t, double spend_at) {
  t = std::min(t, 1.0);
  if (!(t > t_) || !(alpha_ > 0) || !(alpha_ < 1)) return std::numeric_limits<double>::quiet_NaN();
  const double step = t - t_;
  if (t_ > 0) advance(step);
  const double planned = obf_spending(std::max(t, spend_at), alpha_, sides_);
  double bound = kNoBound;
  if (planned - spent_ > kNothingToSpend) {
    bound = solve(t, step, planned - spent_);
    spent_ = planned;
  }
  step_ = step;
  t_ = t;
  bound_ = bound * std::sqrt(t);
  return bound;
}

}  // namespace quantladder::stats
