#include "stats/log_ratio.h"

#include <cmath>

#include "quantladder/stats/describe.h"
#include "quantladder/stats/distributions.h"
#include "quantladder/stats/power.h"
#include "quantladder/stats/score_interval.h"

namespace quantladder::stats {
namespace {

DifferenceInterval in_percent(const std::optional<Interval>& logs, double level) {
  if (!logs) return {.level = level, .reason = "fewer than two values, or all alike"};
  return {.interval = Interval{percent_of_log(logs->lo), percent_of_log(logs->hi)},
          .level = level,
          .method = DifferenceMethod::student_t_log};
}

Equivalence tested(std::optional<double> p) {
  if (!p) return {.reason = "fewer than two values, or all alike"};
  return {p, EquivalenceMethod::tost, ""};
}

}  // namespace

double percent_of_log(double log_ratio) { return 100 * std::expm1(log_ratio); }

double log_of_percent(double percent) { return std::log1p(percent / 100); }

std::optional<Series> logs_of(const Series& series) {
  Series result{.repeats = series.repeats};
  for (const double value : series.values) {
    if (!(value > 0)) return std::nullopt;
    result.values.push_back(std::log(value));
  }
  return result;
}

DifferenceInterval log_ratio_interval(std::span<const double> log_ratios, double level) {
  return in_percent(student_t_interval(log_ratios, level), level);
}

DifferenceInterval log_ratio_interval(std::span<const double> a, std::span<const double> b, double level) {
  const auto spread = welch(a, b);
  return in_percent(spread ? std::optional(spread->interval(level)) : std::nullopt, level);
}

Equivalence log_ratio_equivalence(std::span<const double> log_ratios, double margin) {
  const auto sd = standard_deviation(log_ratios);
  if (!sd || count_off_mode(log_ratios) < kLeastOffMode) return {.reason = "fewer than three different values"};
  const auto n = static_cast<double>(log_ratios.size());
  return tested(tost_p(*mean(log_ratios), *sd / std::sqrt(n), n - 1, margin));
}

Equivalence log_ratio_equivalence(std::span<const double> a, std::span<const double> b, double margin) {
  const auto spread = welch(a, b);
  if (!spread || count_off_mode(a) < kLeastOffMode || count_off_mode(b) < kLeastOffMode) {
    return {.reason = "fewer than three different values"};
  }
  return tested(tost_p(spread->difference, spread->standard_error, spread->df, margin));
}

double detectable_by_welch(const TStatistic& spread) {
  return (t_quantile(1 - kDefaultAlpha / 2, spread.df) + t_quantile(kDefaultPower, spread.df)) * spread.standard_error;
}

}  // namespace quantladder::stats
