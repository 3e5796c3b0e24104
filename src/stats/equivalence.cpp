#include "quantladder/stats/equivalence.h"

#include <algorithm>
#include <cmath>
#include <functional>

#include "quantladder/stats/describe.h"
#include "quantladder/stats/distributions.h"
#include "quantladder/stats/score_interval.h"
#include "stats/few_iterations.h"
#include "stats/welch.h"

namespace quantladder::stats {
namespace {

enum class Bounds { lower, both };  // non-inferiority needs the lower one only

std::optional<double> one_sided_p(const TStatistic& t, double margin, Bounds bounds) {
  if (!(t.standard_error > 0) || !(margin > 0) || !(t.df > 0) || !std::isfinite(t.difference)) return std::nullopt;
  const double below = t_cdf(-(t.difference + margin) / t.standard_error, t.df);
  const double above = t_cdf((t.difference - margin) / t.standard_error, t.df);
  return bounds == Bounds::both ? std::max(below, above) : below;
}

// Intervals are nested: the smallest p whose (1 - 2p) interval is inside is found by halving, on the scale of log p so
// that small ones come out right too.
double invert(const std::function<bool(double)>& inside_at_level) {
  double low = std::log(1e-9);
  double high = std::log(0.4999);
  if (!inside_at_level(1 - 2 * std::exp(high))) return 1;
  for (int step = 0; step < 40; ++step) {
    const double middle = (low + high) / 2;
    (inside_at_level(1 - 2 * std::exp(middle)) ? high : low) = middle;
  }
  return std::exp(high);
}

// Returns the interval of one level; nullopt where the levels' results would be needed and are not there.
using IntervalAt = std::function<std::optional<Interval>(double level)>;

Equivalence by_interval(const IntervalAt& interval_at, double margin, Bounds bounds, std::string reason) {
  if (!interval_at(0.9)) return {.reason = reason + "; without the levels' results it cannot be tested"};
  const double p = invert([&](double level) {
    const auto interval = interval_at(level);
    return interval->lo > -margin && (bounds == Bounds::lower || interval->hi < margin);
  });
  return {p, EquivalenceMethod::mover_jeffreys, std::move(reason)};
}

// Holds what decides on one set of data: the t test where the spread can be estimated, and both MOVERs.
struct EquivalenceEvidence {
  std::optional<TStatistic> t;
  IntervalAt mover;
  IntervalAt few;
  int n = 0;           // iterations of the shorter side
  std::string reason;  // against t

  std::optional<Interval> interval(double level) const {
    if (n < kLeastIterationsForBootstrap) return few(level);
    const auto many = t ? std::optional(t->interval(level)) : mover(level);
    const double share = share_of_many(n);
    const auto of_few = many && share < 1 ? few(level) : std::nullopt;
    return of_few ? blend(*many, *of_few, share) : many;
  }

  Equivalence decide(double margin, Bounds bounds) const {
    if (!(margin > 0)) return {.reason = "the margin is not above 0"};
    if (t && (share_of_many(n) == 1 || !few(0.9))) {
      return {one_sided_p(*t, margin, bounds), EquivalenceMethod::tost, ""};
    }
    Equivalence result =
        by_interval([this](double level) { return interval(level); }, margin, bounds, t ? reason_for_blend(n) : reason);
    if (t) result.method = EquivalenceMethod::blended;
    return result;
  }
};

EquivalenceEvidence of_pairs(const PairedSeries& pairs) {
  EquivalenceEvidence evidence;
  const auto& differences = pairs.differences;
  evidence.reason = reason_against_spread(differences);
  evidence.n = static_cast<int>(differences.size());
  evidence.mover = [&pairs](double level) { return mover_difference(pairs, level); };
  evidence.few = [&pairs](double level) { return correlated_difference(pairs.a, pairs.b, level); };
  if (!evidence.reason.empty()) return evidence;
  evidence.t =
      TStatistic{*mean(differences), *standard_deviation(differences) / std::sqrt(evidence.n), evidence.n - 1.0};
  return evidence;
}

EquivalenceEvidence of_sides(const Series& a, const Series& b) {
  EquivalenceEvidence evidence;
  evidence.reason = reason_against_welch(a, b);
  evidence.n = static_cast<int>(std::min(a.values.size(), b.values.size()));
  evidence.mover = [&a, &b](double level) { return mover_difference(a, b, level); };
  evidence.few = [&a, &b](double level) { return correlated_difference(a, b, level); };
  const auto spread = welch(a.values, b.values);
  if (evidence.reason.empty()) evidence.t = spread;
  return evidence;
}

Equivalence decide_equivalence(const PairedSeries& pairs, double margin, Bounds bounds) {
  return pairs.differences.empty() ? Equivalence{.reason = "no pair"} : of_pairs(pairs).decide(margin, bounds);
}

Equivalence decide_equivalence(const Series& a, const Series& b, double margin, Bounds bounds) {
  if (a.values.empty() || b.values.empty()) return {.reason = "no iteration"};
  return of_sides(a, b).decide(margin, bounds);
}

}  // namespace

std::optional<double> tost_p(double difference, double standard_error, double df, double margin) {
  return one_sided_p({difference, standard_error, df}, margin, Bounds::both);
}

std::optional<Interval> equivalence_interval(const PairedSeries& pairs, double level) {
  if (pairs.differences.empty() || !(level > 0) || !(level < 1)) return std::nullopt;
  return of_pairs(pairs).interval(level);
}

Equivalence equivalence(const PairedSeries& pairs, double margin) {
  return decide_equivalence(pairs, margin, Bounds::both);
}

Equivalence unpaired_equivalence(const Series& a, const Series& b, double margin) {
  return decide_equivalence(a, b, margin, Bounds::both);
}

Equivalence non_inferiority(const PairedSeries& pairs, double margin) {
  return decide_equivalence(pairs, margin, Bounds::lower);
}

Equivalence unpaired_non_inferiority(const Series& a, const Series& b, double margin) {
  return decide_equivalence(a, b, margin, Bounds::lower);
}

}  // namespace quantladder::stats
