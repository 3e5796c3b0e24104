#include "quantladder/stats/equivalence.h"

#include <algorithm>
#include <cmath>
#include <functional>

#include "quantladder/stats/describe.h"
#include "quantladder/stats/distributions.h"
#include "stats/welch.h"

namespace quantladder::stats {
namespace {

enum class Bounds { lower, both };  // non-inferiority needs the lower one only

std::optional<double> one_sided_p(double difference, double standard_error, double df, double margin, Bounds bounds) {
  if (!(standard_error > 0) || !(margin > 0) || !(df > 0) || !std::isfinite(difference)) return std::nullopt;
  const double below = t_cdf(-(difference + margin) / standard_error, df);
  const double above = t_cdf((difference - margin) / standard_error, df);
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

Equivalence by_mover(const std::function<std::optional<MoverDifference>(double)>& mover, double margin, Bounds bounds,
                     std::string reason) {
  if (!mover(0.9)) return {.reason = reason + "; without the levels' results it cannot be tested"};
  const double p = invert([&](double level) {
    const auto interval = mover(level)->interval;
    return interval.lo > -margin && (bounds == Bounds::lower || interval.hi < margin);
  });
  return {p, EquivalenceMethod::mover_jeffreys, std::move(reason)};
}

Equivalence of_pairs(const PairedSeries& pairs, double margin, Bounds bounds) {
  if (!(margin > 0)) return {.reason = "the margin is not above 0"};
  const auto& differences = pairs.differences;
  if (differences.empty()) return {.reason = "no pair"};
  std::string reason = reason_against_spread(differences);
  if (!reason.empty()) {
    return by_mover([&](double level) { return mover_difference(pairs, level); }, margin, bounds, std::move(reason));
  }
  const auto n = static_cast<double>(differences.size());
  const double standard_error = *standard_deviation(differences) / std::sqrt(n);
  return {one_sided_p(*mean(differences), standard_error, n - 1, margin, bounds), EquivalenceMethod::tost, ""};
}

Equivalence of_sides(const Series& a, const Series& b, double margin, Bounds bounds) {
  if (!(margin > 0)) return {.reason = "the margin is not above 0"};
  if (a.values.empty() || b.values.empty()) return {.reason = "no iteration"};
  std::string reason = reason_against_welch(a, b);
  const auto spread = welch(a.values, b.values);
  if (!reason.empty() || !spread) {
    return by_mover([&](double level) { return mover_difference(a, b, level); }, margin, bounds, std::move(reason));
  }
  return {one_sided_p(spread->difference, spread->standard_error, spread->df, margin, bounds), EquivalenceMethod::tost,
          ""};
}

}  // namespace

std::string_view to_id(EquivalenceMethod method) {
  switch (method) {
    case EquivalenceMethod::none:
      return "none";
    case EquivalenceMethod::tost:
      return "tost";
    case EquivalenceMethod::mover_jeffreys:
      return "mover_jeffreys";
  }
  return "";
}

std::optional<double> tost_p(double difference, double standard_error, double df, double margin) {
  return one_sided_p(difference, standard_error, df, margin, Bounds::both);
}

Equivalence equivalence(const PairedSeries& pairs, double margin) { return of_pairs(pairs, margin, Bounds::both); }

Equivalence unpaired_equivalence(const Series& a, const Series& b, double margin) {
  return of_sides(a, b, margin, Bounds::both);
}

Equivalence non_inferiority(const PairedSeries& pairs, double margin) { return of_pairs(pairs, margin, Bounds::lower); }

Equivalence unpaired_non_inferiority(const Series& a, const Series& b, double margin) {
  return of_sides(a, b, margin, Bounds::lower);
}

}  // namespace quantladder::stats
