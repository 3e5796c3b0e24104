#include "comparison_notes.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "quantladder/stats/power.h"
#include "quantladder/stats/score_interval.h"

namespace quantladder::report {
namespace {

// The first reason of these that holds: why more data of the same kind come before any verdict.
void note_few(const std::string& who, const stats::PairComparison& pair, Comparison& result) {
  const std::string counted = counted_by(result.metric);
  if (pair.n < stats::kLeastIterationsForVerdict) {
    result.notes.push_back(fmt::format("{}no verdict below {} pairs of {}, there {} {}", who,
                                       stats::kLeastIterationsForVerdict, counted, pair.n == 1 ? "is" : "are", pair.n));
    return;
  }
  const double lowest = pair.p_holm_floor.value_or(0);
  if (lowest < stats::kDefaultAlpha) return;
  result.notes.push_back(
      fmt::format("{}these results cannot give a p below {:.3g}{}, whoever is better: more {} are needed", who, lowest,
                  result.family > 1 ? " after the correction" : "", counted));
}

}  // namespace

std::string counted_by(const Metric& metric) { return std::string(core::row_of(metric.measure->block).counted); }

void note_missing(const Sample& sample, Comparison& result) {
  if (sample.without_value == 0) return;
  const RandomUnitRow& unit = core::row_of(result.metric.measure->block);
  result.notes.push_back(fmt::format("{}: {} of {} {} left out: without a {}", sample.label, sample.without_value,
                                     sample.without_value + static_cast<int>(sample.numbers.size()), unit.of_model,
                                     unit.lacks));
}

void note_pair(const stats::PairComparison& pair, Comparison& result) {
  const std::string who = fmt::format("{} against {}: ", pair.a, pair.b);
  if (!pair.problem.empty()) {
    result.notes.push_back(who + "cannot be compared: " + pair.problem);
    return;
  }
  if (pair.dropped_repeats > 0) {
    result.notes.push_back(
        fmt::format("{}{} left out: they repeat an earlier iteration word for word", who, pair.dropped_repeats));
  }
  if (!pair.ci.interval) result.notes.push_back(who + "no interval: " + pair.ci.reason);
  if (pair.decision.verdict == stats::Verdict::undecided) note_few(who, pair, result);
}

void note_estimated(Comparison& result) {
  std::vector<std::string> names;
  for (const stats::PairComparison& pair : result.pairs) {
    if (pair.problem.empty() && !pair.p_exact) names.push_back(fmt::format("{} against {}", pair.a, pair.b));
  }
  if (names.empty()) return;
  result.notes.push_back(
      fmt::format("p is estimated from 9999 random permutations, for all of them are too many: {}",
                  names.size() == result.pairs.size() ? "in every row" : fmt::format("{}", fmt::join(names, ", "))));
}

}  // namespace quantladder::report
