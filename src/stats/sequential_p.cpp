#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>

#include "quantladder/stats/describe.h"
#include "quantladder/stats/distributions.h"
#include "quantladder/stats/sequential.h"

namespace quantladder::stats {
namespace {

// The numbers of pairs at the looks that took place: ascending, within the data and the plan.
std::vector<int> valid_looks(std::span<const int> looks, std::size_t pairs, const SequentialPlan& plan) {
  std::vector<int> valid;
  for (int n : looks) {
    n = std::min({n, static_cast<int>(pairs), most_pairs(plan)});
    if (n >= std::min(plan.first_look, most_pairs(plan)) && (valid.empty() || n > valid.back())) valid.push_back(n);
  }
  return valid;
}

// Smallest alpha at which `rejects` holds, by halving on the scale of log alpha.
double smallest_alpha(const std::function<bool(double)>& rejects) {
  double low = std::log(1e-8);
  double high = std::log(0.999999);
  if (!rejects(std::exp(high))) return 1;
  for (int step = 0; step < 40; ++step) {
    const double middle = (low + high) / 2;
    (rejects(std::exp(middle)) ? high : low) = middle;
  }
  return std::exp(high);
}

double with_family(double p, const SequentialPlan& plan) { return std::min(1.0, p * std::max(1, plan.comparisons)); }

// `p_at` returns a look's own one-sided p.
std::optional<double> one_sided_p(const PairedSeries& pairs, std::span<const int> looks, const SequentialPlan& plan,
                                  const std::function<std::optional<double>(const PairedSeries&)>& p_at) {
  const auto valid = valid_looks(looks, pairs.differences.size(), plan);
  std::vector<double> p_values;  // each look's own; 1 where it could not be tested
  bool any = false;
  for (const int n : valid) {
    const auto p = p_at(first_pairs(pairs, static_cast<std::size_t>(n)));
    any = any || p;
    p_values.push_back(p.value_or(1));
  }
  if (!any) return std::nullopt;
  const auto rejects = [&](double alpha) {
    ObfBoundary boundary(alpha, Sides::one);
    for (std::size_t i = 0; i < valid.size(); ++i) {
      const double bound = boundary.next(static_cast<double>(valid[i]) / plan.n_max, spending_time(valid[i], plan));
      if (p_values[i] <= normal_cdf(-bound)) return true;
    }
    return false;
  };
  return with_family(smallest_alpha(rejects), plan);
}

}  // namespace

std::optional<double> sequential_p(std::span<const double> differences, std::span<const int> looks,
                                   const SequentialPlan& plan) {
  const auto valid = valid_looks(looks, differences.size(), plan);
  if (valid.empty() || !all_finite(differences)) return std::nullopt;
  const auto rejects = [&](double alpha) {
    SequentialSignFlip test;
    std::size_t absorbed = 0;
    for (const int n : valid) {
      for (; absorbed < static_cast<std::size_t>(n); ++absorbed) {
        test.absorb(std::llround(differences[absorbed] / plan.unit));
      }
      if (test.look(obf_spending(spending_time(n, plan), alpha)).rejects) return true;
    }
    return false;
  };
  return with_family(smallest_alpha(rejects), plan);
}

std::optional<double> sequential_equivalence_p(const PairedSeries& pairs, std::span<const int> looks,
                                               const SequentialPlan& plan) {
  return one_sided_p(pairs, looks, plan, [&](const PairedSeries& seen) { return equivalence(seen, plan.margin).p; });
}

std::optional<double> sequential_non_inferiority_p(const PairedSeries& pairs, std::span<const int> looks, double margin,
                                                   const SequentialPlan& plan) {
  return one_sided_p(pairs, looks, plan, [&](const PairedSeries& seen) { return non_inferiority(seen, margin).p; });
}

}  // namespace quantladder::stats
