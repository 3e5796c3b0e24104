#include "quantladder/report/under_load.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "comparison_notes.h"
#include "quantladder/stats/score_interval.h"
#include "same_model.h"
#include "text.h"

namespace quantladder::report {
namespace {

using Arms = std::vector<core::ModelFacts>;

// The first model of the run that is the same but for the load, itself included.
const core::ModelFacts& first_arm(const core::ModelFacts& arm, const Arms& models) {
  const auto found = std::find_if(models.begin(), models.end(), [&](const core::ModelFacts& other) {
    return other.model.id == arm.model.id || differ_in_load_alone(arm, other);
  });
  return found == models.end() ? arm : *found;
}

void count_same_answers(const CellTable& table, LoadedArm& arm) {
  for (const TableCell& cell : table.cells()) {
    if (cell.model != arm.model) continue;
    core::CellId other = cell;
    other.model = arm.against;
    const core::Record* against = table.counted(other);
    if (against == nullptr || !core::is_scored(cell.counted->outcome()) || !core::is_scored(against->outcome()))
      continue;
    const core::Generation* left = cell.counted->generation();
    const core::Generation* right = against->generation();
    if (left == nullptr || right == nullptr) continue;
    ++arm.cells;
    arm.same_text += left->text_sha256 == right->text_sha256;
    arm.same_outcome += cell.counted->outcome() == against->outcome();
  }
}

// Corrected for all arms of the run, and for no other model.
Comparison compare_with_first(const CellTable& table, const Summary& summary, const std::vector<LoadedArm>& arms,
                              const LoadedArm& arm) {
  ComparisonRequest request{.baseline = arm.against, .candidate = arm.model};
  for (const LoadedArm& other : arms) {
    if (other.against == arm.against) request.only.push_back(other.model);
  }
  request.family_size = static_cast<int>(arms.size());
  return compare_models(table, summary, request);
}

// The verdict says what it would take, where so many pairs can tell it.
std::string undecided_text(const Comparison& comparison, const stats::PairComparison& pair) {
  const std::string verdict = verdict_text(comparison, pair);
  const std::string pairs = count_of(pair.n, "pair") + " of " + counted_by(comparison.metric);
  if (pair.n < stats::kLeastIterationsForVerdict)
    return fmt::format("{} ({}; a verdict takes {})", verdict, pairs, stats::kLeastIterationsForVerdict);
  if (pair.mde) return verdict;
  return fmt::format("{} ({} do not tell how many are needed; `quantladder plan CONFIG --power` estimates it)", verdict,
                     pairs);
}

}  // namespace

std::vector<LoadedArm> find_under_load(const CellTable& table, const Summary& summary) {
  const Arms& models = summary.manifest.models;
  std::vector<LoadedArm> arms;
  for (const core::ModelFacts& facts : models) {
    const core::ModelFacts& first = first_arm(facts, models);
    if (first.model.id == facts.model.id) continue;
    LoadedArm& arm = arms.emplace_back();
    arm.model = facts.model.id;
    arm.against = first.model.id;
    arm.in_flight = facts.model.most_in_flight();
    arm.in_flight_against = first.model.most_in_flight();
    count_same_answers(table, arm);
  }
  if (!has_points(summary)) return arms;
  for (LoadedArm& arm : arms) arm.score = compare_with_first(table, summary, arms, arm);
  return arms;
}

std::string load_sentence(const Comparison& comparison, const stats::PairComparison& pair, int in_flight_a,
                          int in_flight_b) {
  using stats::Verdict;
  const Metric& metric = comparison.metric;
  const std::string what = metric.id() == "score" ? "the score" : metric.id();
  const std::string who = fmt::format("{} against {}: ", pair.a, pair.b);
  const std::string loaded = fmt::format("{} at {} in flight", what, count_of(in_flight_a, "request"));
  if (!pair.problem.empty())
    return fmt::format("{}{} cannot be compared with that at {}: {}", who, loaded, in_flight_b, pair.problem);
  if (pair.decision.verdict == Verdict::undecided)
    return fmt::format("{}whether {} differs from that at {} is {}", who, loaded, in_flight_b,
                       undecided_text(comparison, pair));
  const std::string margin = fmt::format("{:g} {}", comparison.margin, metric.unit());
  if (pair.decision.verdict == Verdict::equivalent)
    return fmt::format("{}{} is equivalent to that at {} within +-{}", who, loaded, in_flight_b, margin);
  const double difference = pair.difference.value_or(0);
  std::string text =
      fmt::format("{}{} is {} than that at {}, by {} {}", who, loaded, difference < 0 ? "lower" : "higher", in_flight_b,
                  to_text(std::abs(difference)), metric.unit());
  if (pair.decision.verdict == Verdict::better_within_margin)
    text += fmt::format(": less than the margin of {}", margin);
  return text;
}

}  // namespace quantladder::report
